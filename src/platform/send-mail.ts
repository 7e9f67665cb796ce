import { isIP } from 'node:net'
import { checkAddresses, systemResolve, type Resolve } from './address-check.ts'

/** One e-mail to be sent by a server that somebody named. */
export interface MailRequest {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls'
  readonly user?: string
  readonly password?: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

/** Rejects with an `AddressRefused`, or what the server or the network failed with. */
export type SendMail = (mail: MailRequest, signal: AbortSignal) => Promise<void>

const TIMEOUT_MS = 10_000

export interface GuardedMailOptions {
  /** Whether this machine and private networks may be reached. */
  readonly allowPrivate: boolean
  /** Default: the system's. */
  readonly resolve?: Resolve
  /** Whose certificates are trusted. Default: those that Node trusts. */
  readonly ca?: string
}

/** SMTP (submission), never without TLS; the server is looked at before it is connected to, as `guardedHttp` does. */
export function guardedMail({ allowPrivate, resolve = systemResolve, ca }: GuardedMailOptions): SendMail {
  return async ({ host, port, security, user, password, from, to, subject, text }, signal) => {
    signal.throwIfAborted()
    const addresses = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: host.includes(':') ? 6 : 4 } as const]
    checkAddresses(addresses, allowPrivate)
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host: addresses[0]?.address ?? host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      tls: { ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) },
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      // RFC 3834: whoever is away must not answer it.
      await transport.sendMail({ from, to: [...to], subject, text, headers: { 'Auto-Submitted': 'auto-generated' } })
    } finally {
      transport.close()
    }
  }
}
