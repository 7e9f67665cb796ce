import { createHmac } from 'node:crypto'

/**
 * The headers of a message as Standard Webhooks 1.0 has them (github.com/standard-webhooks/standard-webhooks): `webhook-signature` is
 * `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, once for each secret. `now` in milliseconds since 1970; a secret is `whsec_` and base64.
 */
export function signedHeaders(id: string, body: string, secrets: readonly string[], now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000))
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
  return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** Names a message: the same each time it is sent, to each webhook alike. No full stop, which ends it in what is signed. */
export const messageId = (event: string): string => `msg_${event.replaceAll('.', '_')}`
