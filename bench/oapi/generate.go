// Package oapi is what oapi-codegen makes of the project's document, by its README: models, client, std-http strict server.
package oapi

//go:generate go run ../input/write ../out/oapi.json
//go:generate go tool oapi-codegen -config config.yaml ../out/oapi.json
