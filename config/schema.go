package config

import (
	"encoding/json"
	"maps"
	"reflect"
)

// object is a piece of JSON Schema; encoding/json sorts its keys, so that the
// same grammar always gives the same bytes.
type object = map[string]any

// Schema returns the JSON Schema (draft 2020-12) of the file for editors, made
// from the grammar and the settings of the kinds. It is stricter than the file
// nowhere: what loads is valid.
func Schema(c Catalogue) ([]byte, error) {
	defs, properties := object{}, object{}
	for _, k := range c.Probes {
		defs["probe."+k.Name] = probeSchema(k.Settings)
	}
	for _, k := range c.Channels {
		defs["channel."+k.Name] = channelSchema(k.Settings)
	}
	for _, s := range sections() {
		properties[s.name] = sectionSchema(s, c)
	}
	return json.MarshalIndent(object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "Holdfast",
		"type":                 "object",
		"properties":           properties,
		"patternProperties":    object{"^x-": true},
		"additionalProperties": false,
		"$defs":                defs,
	}, "", "  ")
}

// probeSchema is a kind's settings with the keys of the check beside them.
func probeSchema(settings any) object {
	keys := properties(reflect.TypeFor[askKeys]())
	own := settingsProperties(settings)
	maps.Copy(keys, own)
	return object{"type": "object", "properties": keys, "additionalProperties": own == nil}
}

// channelSchema is a channel kind's settings; the time-out may stand there too.
func channelSchema(settings any) object {
	keys := properties(reflect.TypeFor[channelKeys]())
	delete(keys, "api")
	own := settingsProperties(settings)
	maps.Copy(keys, own)
	return object{"type": "object", "properties": keys, "additionalProperties": own == nil}
}

// settingsProperties are the properties of a kind's settings, nil if unknown.
func settingsProperties(settings any) object {
	if settings == nil {
		return nil
	}
	return properties(reflect.TypeOf(settings))
}

// sectionSchema is one top-level key.
func sectionSchema(s section, c Catalogue) object {
	entry := entrySchema(s, c)
	orNull := object{"anyOf": []any{entry, object{"type": "null"}}}
	out := entry
	switch {
	case s.name == "include":
		out = oneOrMany(object{"type": "string"})
	case s.name == "templates":
		out = object{"type": "object", "additionalProperties": oneOrMany(entry)}
	case s.form == manyList:
		out = oneOrMany(entry)
	case s.form == manyMap:
		out = object{"type": "object", "additionalProperties": entry}
	case s.form == mixed:
		hosts := object{"type": "object", "additionalProperties": object{"anyOf": []any{entry, object{"type": "null"}, object{"const": "off"}}}}
		host := object{"type": "string"}
		out = object{"anyOf": []any{hosts, host, object{"type": "array", "items": object{"anyOf": []any{host, hosts}}}}}
	case s.form == oneMap:
		out = orNull
	}
	out["description"] = s.doc
	return out
}

// entrySchema is one entry of a section: its own keys and the kinds.
func entrySchema(s section, c Catalogue) object {
	t := reflect.TypeOf(s.entry).Elem()
	if s.form == oneValue {
		return typeSchema(t)
	}
	keys := properties(t)
	if s.probes {
		for _, k := range c.Probes {
			settings := object{"$ref": "#/$defs/probe." + k.Name}
			keys[k.Name] = object{"anyOf": []any{settings, object{"type": "null"}, object{"enum": []any{"on", "off"}}}, "description": k.Title}
		}
	}
	if s.channels {
		for _, k := range c.Channels {
			keys[k.Name] = object{"$ref": "#/$defs/channel." + k.Name, "description": k.Title}
		}
	}
	return object{"type": "object", "properties": keys, "additionalProperties": false}
}

// oneOrMany is a list, or one entry that stands for a list of itself.
func oneOrMany(entry object) object {
	return object{"anyOf": []any{entry, object{"type": "array", "items": entry}}}
}

// properties are the keys of a struct.
func properties(t reflect.Type) object {
	out := object{}
	for _, f := range fieldsOf(t) {
		schema := typeSchema(f.typ)
		if f.doc != "" {
			schema["description"] = f.doc
		}
		out[f.name] = schema
	}
	return out
}
