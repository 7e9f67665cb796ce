import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'

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
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await server.register(async (scope) => {
    scope.addHook('onRoute', (route) => void (route.config = { ...route.config, needs: 'nobody' }))
    await scope.register(swaggerUi, { routePrefix: '/api/docs', indexPrefix: '', uiConfig: { docExpansion: 'list', deepLinking: true, persistAuthorization: false }, theme: { title: 'Tongbu API' } })
  })
  server.get('/api/v1/openapi.json', { schema: { hide: true }, config: { needs: 'nobody' } }, () => server.swagger())
}
