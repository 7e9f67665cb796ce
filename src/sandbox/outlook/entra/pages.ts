import type { Person } from '../tokens.ts'

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#eef1f6;color:#1b1b1b;margin:0;display:grid;place-items:center;min-height:100vh}
main{background:#fff;padding:2rem;width:min(26rem,calc(100vw - 6rem));box-shadow:0 2px 12px #0003;border-radius:4px}
h1{font-size:1.4rem;margin:0 0 1rem}small{color:#555}ul{padding-left:1.2rem}
button,input{font:inherit;padding:.6rem .9rem;margin:.3rem 0;width:100%;box-sizing:border-box;border:1px solid #8a8a8a;border-radius:3px;background:#fff;text-align:left}
button.main{background:#0f6cbd;border-color:#0f6cbd;color:#fff;text-align:center}button.quiet{text-align:center}`

/** A page as a browser shows it. The sandbox says on each that it is none of Microsoft's. */
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main><h1>${escape(title)}</h1>${body}<p><small>Simulated by the sandbox of Tongbu. No real account, no password.</small></p></main></body></html>`

const hidden = (fields: Readonly<Record<string, string>>): string => Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')

const form = (action: string, fields: Readonly<Record<string, string>>, inside: string): string => `<form method="post" action="${escape(action)}">${hidden(fields)}${inside}</form>`

const list = (names: readonly string[]): string => `<ul>${names.map((name) => `<li>${escape(name)}</li>`).join('')}</ul>`

/** Where a form leads, and what it carries with it. */
export interface Form {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

export const pickAccountPage = (people: readonly Person[], clientId: string, { action, fields }: Form): string =>
  page('Pick an account', `<p>to go on to the app ${escape(clientId)}</p>${form(action, fields, people.map(({ address, displayName }) => `<button name="account" value="${escape(address)}">${escape(displayName)}<br><small>${escape(address)}</small></button>`).join(''))}${form(action, fields, '<button class="quiet" name="answer" value="cancel">Cancel</button>')}`)

export const consentPage = (clientId: string, names: readonly string[], { action, fields }: Form): string =>
  page('Permissions requested', `<p>The app ${escape(clientId)} would like to:</p>${list(names)}${form(action, fields, '<button class="main" name="answer" value="accept">Accept</button><button class="quiet" name="answer" value="cancel">Cancel</button>')}`)

export const adminConsentPage = (clientId: string, names: readonly string[], form: Form): string => consentPage(`${clientId} (for your whole organisation)`, names, form)

export const needAdminPage = (clientId: string, { action, fields }: Form): string =>
  page('Need admin approval', `<p>The app ${escape(clientId)} needs permission that only an administrator can grant. (AADSTS90094)</p>${form(action, fields, '<button class="quiet" name="answer" value="cancel">Return to the application without granting consent</button>')}`)

export const errorPage = (description: string): string => page("Sorry, but we're having trouble signing you in.", `<p>${escape(description).replaceAll('\r\n', '<br>')}</p>`)

export const deviceCodePage = (action: string, problem = ''): string =>
  page('Enter code', `<p>Enter the code that your app or device shows.</p>${problem === '' ? '' : `<p role="alert">${escape(problem)}</p>`}${form(action, {}, '<label>Code <input name="user_code" autocomplete="off" autofocus></label><button class="main">Next</button>')}`)

export const donePage = (text: string): string => page('Done', `<p>${escape(text)}</p>`)
