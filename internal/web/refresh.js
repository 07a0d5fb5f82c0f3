(()=>{let d=document,tag,off=0,Q=(s,m=d)=>[...m.querySelectorAll(s)],say=t=>{let[l]=Q('#live');if(t!=l.textContent)l.textContent=t},
old=([m]=Q('main'))=>{if(!(Date.now()+off>Date.parse(m.dataset.until)))return
for(let e of Q('h1,.state:not(.was)'))e.textContent='unknown',e.classList='unknown '+(e.tagName>'H1'?'state':'')
m.classList='stale';say('No news: everything here is unknown')},
look=async()=>{try{let r=await fetch(location,{cache:'no-cache'}),t=await r.text(),[m]=Q('main'),a=d.activeElement,f='a,summary,input'
off=Date.parse(r.headers.get('date'))-Date.now()||0
if(r.ok&&t!=tag&&!a.form?.method.match('post')){let n=new DOMParser().parseFromString(t,'text/html'),[w]=Q('main',n),h=w.dataset.say
for(let e of Q('[id][open],:checked'))if(e=Q(`[id="${e.id}"]`,w)[0])e.open=e.checked=1
say(h!=m.dataset.say?h:'')
m.replaceWith(w);d.title=n.title;tag=t
Q(f,w)[Q(f,m).indexOf(a)]?.focus()}}catch{}old()}
setInterval(d.onvisibilitychange=()=>d.hidden||look(),3e4);old();Q('.stale')[0]&&look()})()
