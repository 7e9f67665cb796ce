import type { TestContext } from 'node:test'

import fastify from 'fastify'

import { ADDRESS, openCloud } from '../dingtalk.test-kit.ts'
import type { DingtalkSwitches } from '../switches.ts'

type Json = any // eslint-disable-line

/** A cloud with its OpenAPI listening, and an app that is logged in. For tests of this folder. */
export async function openApi(t: TestContext, switches: Partial<DingtalkSwitches> = {}) {
  const opened = await openCloud({ callsPerSecond: 0, sentAppearsAfterMs: 0, ...switches })
  const server = fastify()
  opened.cloud.registerRoutes(server)
  await server.listen({ port: 0, host: '127.0.0.1' })
  t.after(async () => {
    server.server.closeAllConnections()
    await server.close()
    await opened.close()
  })
  const address = server.server.address()
  const root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const base = `${root}/alimail`
  const login = async (id = 'app', secret = 'app-secret'): Promise<Response> =>
    fetch(`${base}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
    })
  const tokenOf = async (id?: string, secret?: string): Promise<string> => ((await (await login(id, secret)).json()) as Json).access_token
  let token = await tokenOf()
  /** Asks below the mailbox; tells status and body. */
  const ask = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Json; headers: Headers }> => {
    const response = await fetch(`${base}/v2/users/${encodeURIComponent(ADDRESS)}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  const loginAs = async (id: string, secret: string): Promise<void> => {
    token = await tokenOf(id, secret)
  }
  /** A message in the inbox, received at this second of 2026. */
  const mail = (subject: string, second = 0): string => {
    const header = `From: B <b@contoso.example>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x>\r\n`
    return opened.cloud.deliver(ADDRESS, Buffer.from(`${header}\r\nbody of ${subject}\r\n`), { receivedAt: Date.UTC(2026, 0, 1, 0, 0, second) })
  }
  return { ...opened, root, base, login, loginAs, ask, mail }
}
