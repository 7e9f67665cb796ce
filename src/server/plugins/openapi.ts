import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { problemSchema } from '../problem.ts'

/** Checks what comes in and what goes out by the schemas of the routes, and describes them all: `/api/v1/openapi.json` for programs, `/api/docs` for people. */
export async function describeRoutes(server: FastifyInstance, version: string): Promise<void> {
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tongbu', version, description: 'Everything that the dashboard does. Errors are problem+json (RFC 9457) with a code and what to do next.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/', description: 'where Tongbu runs' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token, made under Accounts' },
          session: { type: 'apiKey', in: 'cookie', name: 'tongbu_session', description: 'What a browser has after signing in; writes need the header x-csrf-token too' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: describe,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document) as Described) as ReturnType<typeof jsonSchemaTransformObject>,
  })
  await server.register(async (scope) => {
    scope.addHook('onRoute', (route) => void (route.config = { ...route.config, needs: 'nobody' }))
    await scope.register(swaggerUi, { routePrefix: '/api/docs', indexPrefix: '', uiConfig: { docExpansion: 'list', deepLinking: true, persistAuthorization: false }, theme: { title: 'Tongbu API' } })
  })
  server.get('/api/v1/openapi.json', { schema: { hide: true }, config: { needs: 'nobody' } }, () => server.swagger())
}

/** What every route has without saying so: a name for generated clients, who needs no sign-in, and how it fails. */
const describe: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route)
  if (schema['hide'] === true) return { schema, url }
  const { needs } = route.route.config ?? {}
  const failed = { description: 'Why not, and what to do next', content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${problemSchema.meta()?.id}` } } } }
  return { schema: { operationId: operationIdOf(route.route), ...(needs === 'nobody' ? { security: [] } : {}), ...schema, response: { ...(schema['response'] as object), default: failed } }, url }
}

/** `GET /api/v1/pairs/:pair/runs` is `getPairsRuns`, `GET /api/v1/pairs/:pair` `getPairsOne`. */
function operationIdOf({ method, url }: Pick<RouteOptions, 'method' | 'url'>): string {
  const parts = url.replace(/^\/api\/v1\//, '').split('/')
  const words = parts.flatMap((part, at) => (part.startsWith(':') ? (at === parts.length - 1 ? ['one'] : []) : part.split(/[-.]/)))
  return String(method).toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

interface Described {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

/** Every schema is described as it is sent and as it is taken; what nothing refers to is left out. */
function withoutUnused<Document extends Described>(document: Document): Document {
  const all = Object.entries(document.components?.schemas ?? {})
  const text = JSON.stringify(document)
  const used = all.filter(([name]) => text.includes(`"#/components/schemas/${name}"`))
  if (used.length === all.length) return document
  return withoutUnused({ ...document, components: { ...document.components, schemas: Object.fromEntries(used) } })
}
