import { createHash, randomBytes } from 'node:crypto'
import type { Tenant } from '../outlook.test-kit.ts'

/** A person before a browser: follows forms as they come, and says yes to everything. */
export interface Browser {
  /** Opens a page, or sends a form to it. */
  open(url: string, form?: Record<string, string>): Promise<Shown>
  /** Opens a page and signs in on it; answers where that leads. `consents`: false cancels at the consent. */
  signIn(url: string, account: string, consents?: boolean): Promise<URL>
}

export interface Shown {
  readonly status: number
  readonly html: string
  /** Where the browser is led instead. */
  readonly location: URL | undefined
}

export function browser(): Browser {
  const open = async (url: string, form?: Record<string, string>): Promise<Shown> => {
    const answer = await fetch(url, { redirect: 'manual', ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }) })
    const location = answer.headers.get('location')
    return { status: answer.status, html: await answer.text(), location: location === null ? undefined : new URL(location, url) }
  }
  const send = (page: Shown, url: string, chosen: Record<string, string>): Promise<Shown> => {
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.html) ?? []
    const [first = ''] = page.html.split('</form>')
    const hidden = [...first.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, unescape(value)] as const)
    return open(new URL(unescape(action), url).href, { ...Object.fromEntries(hidden), ...chosen })
  }
  return {
    open,
    signIn: async (url, account, consents = true) => {
      let page = await open(url)
      for (let steps = 0; steps < 4 && page.location === undefined; steps++) {
        if (page.html.includes('<button name="account"')) page = await send(page, url, { account })
        else if (page.html.includes('value="accept"')) page = await send(page, url, { answer: consents ? 'accept' : 'cancel' })
        else break
      }
      if (page.location === undefined) throw new Error(page.html)
      return page.location
    },
  }
}

const unescape = (text: string): string => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

/** A PKCE pair. */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export const REDIRECT = 'https://tongbu.example/callback'

/** The sign-in page of the app that people sign in to. */
export function authorizeUrl(tenant: Tenant, changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({ client_id: 'people-app', response_type: 'code', redirect_uri: REDIRECT, scope: 'https://graph.microsoft.com/.default offline_access openid profile', state: 's1', ...changes })
  return `${tenant.base}/login/contoso.example/oauth2/v2.0/authorize?${query.toString()}`
}

export async function askTokens(tenant: Tenant, form: Record<string, string>): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(`${tenant.base}/login/contoso.example/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}
