import { X509Certificate } from 'node:crypto'
import type { Config, PairConfig } from '../config/config.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import type { MicrosoftCloudName } from '../domain/microsoft-cloud.ts'
import type { MicrosoftFeatures } from '../setup/microsoft/permissions.ts'

interface Shared {
  /** Stays the same as long as it is the same way in. */
  readonly id: string
  /** Names of the pairs that come in by it. */
  readonly pairs: readonly string[]
}

/** The dates of a certificate, and what the console shows it by. In milliseconds since 1970. */
export interface CertificateDates {
  readonly thumbprint: string
  readonly from: number
  readonly until: number
}

/** An app registration in Microsoft Entra. */
export interface MicrosoftWay extends Shared {
  readonly kind: 'microsoft'
  readonly cloud: MicrosoftCloudName
  readonly tenant: string
  readonly clientId: string
  readonly loginUrl: string
  readonly signIn: 'secret' | 'certificate' | 'person'
  /** Absent where there is none, or it cannot be read. */
  readonly certificate?: CertificateDates
  /** What is switched on in any of its pairs. */
  readonly features: MicrosoftFeatures
  /** Outlook addresses of its pairs. */
  readonly mailboxes: readonly string[]
}

/** An app of the Alibaba Mail OpenAPI. */
export interface DingtalkWay extends Shared {
  readonly kind: 'dingtalk'
  readonly appId: string
  readonly url: string
  /** Whether anything is written to DingTalk mailboxes. */
  readonly writes: boolean
}

/** An IMAP server, with a client-specific password for each mailbox. */
export interface ImapWay extends Shared {
  readonly kind: 'imap'
  readonly host: string
  readonly isDingtalk: boolean
}

export type WayIn = MicrosoftWay | DingtalkWay | ImapWay

/** How the pairs of a configuration get into both clouds, each way once. Holds no secret. */
export function waysIn({ pairs }: Pick<Config, 'pairs'>): readonly WayIn[] {
  return [
    ...grouped(pairs, ({ outlook }) => ['microsoft', outlook.loginUrl, outlook.tenant.toLowerCase(), outlook.clientId.toLowerCase(), signInOf(outlook)], microsoftWay),
    ...grouped(pairs, ({ dingtalk }) => (dingtalk?.openapi === undefined ? undefined : ['dingtalk', dingtalk.openapi.baseUrl, dingtalk.openapi.appId]), dingtalkWay),
    ...grouped(pairs, ({ dingtalk, imap }) => ['imap', String(dingtalk !== undefined), (dingtalk?.imap ?? imap)?.host.toLowerCase() ?? ''], imapWay),
  ]
}

type Pairs = readonly [PairConfig, ...PairConfig[]]

/** Pairs with the same key come in by one way; one without a key does not come in by this kind. */
function grouped<Way extends WayIn>(pairs: readonly PairConfig[], keyOf: (pair: PairConfig) => readonly string[] | undefined, make: (id: string, pairs: Pairs) => Way): Way[] {
  const groups = new Map<string, Pairs>()
  for (const pair of pairs) {
    const key = keyOf(pair)
    if (key === undefined) continue
    const id = fingerprint(JSON.stringify(key), 16)
    const group = groups.get(id)
    groups.set(id, group === undefined ? [pair] : [...group, pair])
  }
  return [...groups].map(([id, group]) => make(id, group))
}

const namesOf = (pairs: readonly PairConfig[]): string[] => pairs.map(({ name }) => name)

const signInOf = ({ signIn, clientCertificate }: PairConfig['outlook']): MicrosoftWay['signIn'] => (signIn === 'person' ? 'person' : clientCertificate === undefined ? 'secret' : 'certificate')

function microsoftWay(id: string, pairs: Pairs): MicrosoftWay {
  const [{ outlook }] = pairs
  const { cloud, tenant, clientId, loginUrl, clientCertificate } = outlook
  const certificate = clientCertificate === undefined ? undefined : datesOf(clientCertificate)
  const isApp = signInOf(outlook) !== 'person'
  return {
    ...{ kind: 'microsoft', id, pairs: namesOf(pairs), cloud, tenant, clientId, loginUrl, signIn: signInOf(outlook) },
    ...(certificate === undefined ? {} : { certificate }),
    features: {
      signIn: isApp ? 'app' : 'person',
      writes: pairs.some(({ policy }) => policy.readOnly !== 'outlook'),
      importMime: pairs.some(({ outlook: { importMime } }) => importMime !== 'off'),
      imap: pairs.some(({ outlook: { imap } }) => imap !== undefined && imap.enabled !== 'off'),
      // A person is never asked for these: only an administrator could consent.
      checks: isApp,
    },
    mailboxes: pairs.map(({ outlook: { address } }) => address),
  }
}

function dingtalkWay(id: string, pairs: Pairs): DingtalkWay {
  const [{ dingtalk }] = pairs
  const { appId = '', baseUrl = '' } = dingtalk?.openapi ?? {}
  return { kind: 'dingtalk', id, pairs: namesOf(pairs), appId, url: baseUrl, writes: pairs.some(({ policy }) => policy.readOnly !== 'dingtalk') }
}

function imapWay(id: string, pairs: Pairs): ImapWay {
  const [{ dingtalk, imap }] = pairs
  return { kind: 'imap', id, pairs: namesOf(pairs), host: (dingtalk?.imap ?? imap)?.host ?? '', isDingtalk: dingtalk !== undefined }
}

/** Of the first certificate in this text. One that cannot be read is told where it is used. */
function datesOf(pem: string): CertificateDates | undefined {
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0]
  try {
    if (block === undefined) return undefined
    const { fingerprint: print, validFrom, validTo } = new X509Certificate(block)
    return { thumbprint: print.replaceAll(':', ''), from: Date.parse(validFrom), until: Date.parse(validTo) }
  } catch {
    return undefined
  }
}
