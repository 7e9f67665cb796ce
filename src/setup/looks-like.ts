import type { Found } from './found.ts'

/** What was typed or pasted, without what copying adds, and what is to be said of it. */
export interface Tidied {
  readonly text: string
  readonly found: readonly Found[]
}

/** Spaces, line ends and invisible characters around what was copied. */
const AROUND = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g

/** Takes off what copying adds. */
export function tidy(typed: string): Tidied {
  const text = typed.replaceAll(AROUND, '')
  return { text, found: text === typed ? [] : [{ code: 'typed-spaces' }] }
}

/** Client-specific passwords of DingTalk mail are 16 letters and digits that its server made. */
const CLIENT_PASSWORD = /^[A-Za-z0-9]{16}$/

/** Whether a password may be that of the account: one that a person made up. Only a warning, as nobody promises the form. */
export const maybeAccountPassword = (password: string): boolean => !CLIENT_PASSWORD.test(password.replaceAll(/[\s-]/g, ''))

/** The form of an id of Entra. Secrets have another. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ADDRESS = /^[^@\s]+@[^@\s]+$/

export const isGuid = (text: string): boolean => GUID.test(text)
export const isAddress = (text: string): boolean => ADDRESS.test(text)

/** What one look at these tells, before anybody is asked. */
export function lookAtApp({ tenant, clientId, secret }: { readonly tenant: string; readonly clientId: string; readonly secret?: string | undefined }): readonly Found[] {
  const found: Found[] = []
  if (isAddress(clientId) || isAddress(tenant)) found.push({ code: 'typed-address-as-id' })
  else if (clientId.toLowerCase() === tenant.toLowerCase()) found.push({ code: 'typed-object-id' })
  if (secret !== undefined && isGuid(secret)) found.push({ code: 'entra-secret-is-id' })
  return found
}
