/** What system and TLS errors mean to somebody who can do something about it. By code of Node: nodejs.org/api/errors.html, OpenSSL's `X509_V_ERR_…`. */
const TROUBLES: readonly (readonly [code: RegExp, words: string])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'the name of the server cannot be resolved; check it in the configuration, and DNS'],
  [/^ECONNREFUSED$/, 'the server takes no connection at this address and port'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/, 'no way through the network to the server'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|CONNECT_TIMEOUT)$/, 'the server did not answer in time'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate of the server is for another name; check the name in the configuration'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'the certificate of the server is not valid now; whoever runs it has to renew it, or the clock of this machine is wrong'],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+)$/,
    'the certificate of the server is not trusted; if it is the right server, name the certificate of its issuer in NODE_EXTRA_CA_CERTS',
  ],
  [/^(EPROTO|ERR_SSL_\w+)$/, 'the server does not speak TLS at this port as expected'],
]

/** What kept us from a server, as half a sentence that is safe to show; nothing where that is not known. Looks into causes, and into each of several. */
export function networkTrouble(failure: unknown): string | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) {
    const code = 'code' in error ? String(error.code) : ''
    const words = TROUBLES.find(([pattern]) => pattern.test(code))?.[1]
    if (words !== undefined) return words
    if (error instanceof AggregateError) for (const one of error.errors) if (networkTrouble(one) !== undefined) return networkTrouble(one)
  }
  return undefined
}
