import { ApiFailure, badRequest } from './failure.ts'
import type { ApiCall, Route } from './gate.ts'
import { readForm } from './reading.ts'

/** Client credentials as in the official sample: a form, nothing but three fields. */
export const tokenRoute: Route<ApiCall> = {
  method: 'POST',
  path: '/oauth2/v2.0/token',
  kind: 'POST token',
  run: ({ service, body }) => {
    const form = readForm(body)
    if (form.get('grant_type') !== 'client_credentials') throw badRequest('grantType.invalid')
    const issued = service.tokens.issue(form.get('client_id') ?? '', form.get('client_secret') ?? '')
    if (!issued) throw new ApiFailure(401, 'client.invalid', 'Unknown client or wrong secret')
    const { token, app, expiresIn } = issued
    return { client: app.client ?? app.appId, body: { token_type: 'bearer', access_token: token, expires_in: expiresIn } }
  },
}
