import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** Servers of the JDK's own TLS: for each three arguments, address, PKCS 12 file, and "versions suites order". */
public class Servers {
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < args.length; i += 3) {
      SSLServerSocket socket = listen(args[i], args[i + 1], args[i + 2].split(" "));
      new Thread(() -> accept(socket)).start();
    }
  }

  static SSLServerSocket listen(String address, String file, String[] conf) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, "matrix".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, "matrix".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    int colon = address.lastIndexOf(':');
    SSLServerSocketFactory factory = context.getServerSocketFactory();
    SSLServerSocket socket = (SSLServerSocket) factory.createServerSocket(
        Integer.parseInt(address.substring(colon + 1)), 128, InetAddress.getByName(address.substring(0, colon)));
    SSLParameters p = socket.getSSLParameters();
    p.setProtocols(conf[0].split(","));
    p.setCipherSuites(conf[1].split(","));
    p.setUseCipherSuitesOrder(conf[2].equals("server"));
    socket.setSSLParameters(p);
    return socket;
  }

  static void accept(SSLServerSocket socket) {
    while (true) {
      try {
        SSLSocket s = (SSLSocket) socket.accept();
        Thread t = new Thread(() -> answer(s));
        t.setDaemon(true);
        t.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  static void answer(SSLSocket s) {
    try (s) {
      s.setSoTimeout(10000);
      s.startHandshake();
      InputStream in = s.getInputStream();
      int newlines = 0;
      for (int c = in.read(); c >= 0 && newlines < 2; c = in.read()) {
        newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        if (newlines == 2) {
          break;
        }
      }
      s.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // the client has gone
    }
  }
}
