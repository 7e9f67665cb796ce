import { TROUBLE, type TroubleCode } from '../domain/trouble.ts'

/** What system and TLS errors mean to somebody who can do something about it. By code of Node: nodejs.org/api/errors.html, OpenSSL's `X509_V_ERR_…`. */
const TROUBLES: readonly (readonly [code: RegExp, trouble: TroubleCode])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'name-unknown'],
  [/^ECONNREFUSED$/, 'not-listening'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/, 'no-way'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|CONNECT_TIMEOUT)$/, 'not-in-time'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'certificate-name'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'certificate-dates'],
  [/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+)$/, 'certificate-untrusted'],
  [/^(EPROTO|ERR_SSL_\w+)$/, 'no-tls'],
]

/** What kept us from a server; nothing where that is not known. Looks into causes, and into each of several. */
export function networkTroubleCode(failure: unknown): TroubleCode | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) {
    const code = 'code' in error ? String(error.code) : ''
    const trouble = TROUBLES.find(([pattern]) => pattern.test(code))?.[1]
    if (trouble !== undefined) return trouble
    if (error instanceof AggregateError) for (const one of error.errors) if (networkTroubleCode(one) !== undefined) return networkTroubleCode(one)
  }
  return undefined
}

/** The same as half a sentence that is safe to show. */
export function networkTrouble(failure: unknown): string | undefined {
  const code = networkTroubleCode(failure)
  return code === undefined ? undefined : TROUBLE[code]
}
