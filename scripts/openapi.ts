import Fastify from 'fastify'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { addFace, type FaceOptions } from '../src/server/face.ts'

/** Functions that are described and never called. */
const NOBODY: FaceOptions = new Proxy({} as FaceOptions, { get: (_nothing, name) => (name === 'version' ? '1' : name === 'dashboard' ? undefined : name === 'then' ? undefined : () => undefined) })

interface Schema {
  readonly [key: string]: unknown
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly schema: Schema
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content; readonly required?: boolean }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> }
}

let described: Promise<Document> | undefined

/** What the API is, as OpenAPI 3.1, made from the schemas of its routes. */
export const openapiDocument = (): Promise<Document> => (described ??= describeApi())

async function describeApi(): Promise<Document> {
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, NOBODY))
  const answer = await server.inject({ url: '/api/v1/openapi.json' })
  await server.close()
  return answer.json()
}

export const openapiPage = async (): Promise<string> => `${JSON.stringify(await openapiDocument(), null, 2)}\n`

/** The same as types, in the shape that `openapi-fetch` reads: by path, method, and what goes in and comes out. */
export async function openapiTypes(): Promise<string> {
  const { paths, components } = await openapiDocument()
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'paths',
    ...object(mapOf(paths, (methods) => object(mapOf(methods, operationSchema)))),
    definitions: components.schemas ?? {},
  }
  const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/')
  const types = await compile(JSON.parse(text) as JSONSchema, 'paths', {
    additionalProperties: false,
    bannerComment: '/** The API, made from its description by `npm run generate`. Not to be edited. */',
    style: { semi: false, singleQuote: true, printWidth: 160 },
    unknownAny: true,
  })
  // A status is a number for `openapi-fetch`.
  return types.replaceAll(/'(\d{3})': {/g, '$1: {').replace('export interface Paths', 'export interface paths')
}

const mapOf = <From, To>(from: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> => Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]))

const byName = (those: readonly Parameter[]): Record<string, Parameter> => Object.fromEntries(those.map((each) => [each.name, each]))

const object = (properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)): Schema => ({ type: 'object', properties, required, additionalProperties: false })

function operationSchema({ parameters = [], requestBody, responses }: Operation): Schema {
  const places = (['path', 'query', 'header'] as const).map((place) => ({ place, those: parameters.filter((each) => each.in === place) })).filter(({ those }) => those.length > 0)
  const needed = places.filter(({ those }) => those.some(({ required }) => required)).map(({ place }) => place)
  const given = places.map(({ place, those }) => [place, object(mapOf(byName(those), ({ schema }) => schema), those.filter(({ required }) => required).map(({ name }) => name))])
  const content = (of: Content | undefined): Schema => object(of === undefined ? {} : { content: object(mapOf(of, ({ schema }) => schema)) })
  const body = requestBody === undefined ? {} : { requestBody: content(requestBody.content) }
  const properties = { parameters: object(Object.fromEntries(given), needed), ...body, responses: object(mapOf(responses, (response) => content(response.content))) }
  return object(properties, requestBody === undefined || requestBody.required ? undefined : ['parameters', 'responses'])
}
