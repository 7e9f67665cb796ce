import { isMap, isSeq, parseDocument, YAMLMap, YAMLSeq, type Document } from 'yaml'
import { SyncError } from '../domain/errors.ts'
import { MICROSOFT_CLOUDS } from '../domain/microsoft-cloud.ts'
import type { DingtalkDraft, Draft, MicrosoftDraft, PersonDraft, PolicyDraft } from './draft.ts'
import { DEFAULT_POLICY } from './draft.ts'

/** Seals a secret under the name of the option that it is for. */
export type SealSecret = (name: string, secret: string) => string

export interface ConfigTextOptions {
  /** The configuration as it is; nothing where there is none yet. */
  readonly text: string | undefined
  readonly draft: Draft
  /** Who is added. */
  readonly people: readonly PersonDraft[]
  readonly seal: SealSecret
  /** The database that a new configuration names. */
  readonly database: string
  /** Where the key of a backup goes that is new. */
  readonly backupKeyFile: string
}

const HEAD = ' Configuration of Tongbu, begun by its set-up. What each option means: config.example.yaml and docs/configuration.md.\n Secrets are sealed with the key in tongbu.key; `tongbu seal` makes them.'

/**
 * The text of a configuration with these people in it. What was there stays as it was written, comments too.
 * @throws {SyncError} `BAD_CONFIG` where what is there is not YAML, or its pairs are no list
 */
export function configText({ text, draft, people, seal, database, backupKeyFile }: ConfigTextOptions): string {
  const document = text === undefined ? newDocument() : readDocument(text)
  const root = document.contents
  if (!isMap(root)) throw new SyncError('BAD_CONFIG', 'The configuration is no list of options by name.')
  const pairs = document.get('pairs') ?? new YAMLSeq()
  if (!isSeq(pairs)) throw new SyncError('BAD_CONFIG', '`pairs` in the configuration is no list.')
  if (text === undefined) document.set('database', database)
  const folder = draft.policy?.backupFolder
  if (folder !== undefined && !document.has('backup')) document.set('backup', document.createNode({ folder, keyFile: backupKeyFile }))
  for (const person of people) pairs.add(pairNode(document, person, draft, seal))
  if (!document.has('pairs')) document.set('pairs', pairs)
  if (pairs.flow === true && pairs.items.length > 0 && text === undefined) pairs.flow = false
  return document.toString({ lineWidth: 0 })
}

function newDocument(): Document {
  const document = parseDocument('{}')
  const root = new YAMLMap()
  document.contents = root as never
  document.commentBefore = HEAD
  return document
}

/** @throws {SyncError} `BAD_CONFIG` */
function readDocument(text: string): Document {
  const document = parseDocument(text, { keepSourceTokens: false })
  if (document.errors.length > 0) throw new SyncError('BAD_CONFIG', 'The configuration is not YAML: mend it first, the set-up does not write over it.')
  if (document.contents === null) document.contents = new YAMLMap() as never
  return document
}

/** How a secret is written: under the name of its option, or sealed under another. */
type WriteSecret = (option: string, secret: string) => object

function pairNode(document: Document, person: PersonDraft, draft: Draft, seal: SealSecret): unknown {
  return document.createNode(pairOptions(person, draft, (option, secret, path) => ({ [`${option}Sealed`]: seal(`pairs.${person.name}.${path}`, secret) })))
}

/** A pair as the configuration has it. `write`: how a secret is written, by the name of its option; `path` is that in the pair. */
export function pairOptions(person: PersonDraft, draft: Draft, write: (option: string, secret: string, path: string) => object): object {
  const { dingtalk, microsoft } = draft
  if (dingtalk === undefined || microsoft === undefined || person.password === undefined) throw new SyncError('BROKEN_INVARIANT', 'A pair is to be made that is not complete.')
  const within = (group: string): WriteSecret => (option, secret) => write(option, secret, `${group}.${option}`)
  return {
    name: person.name,
    dingtalk: { address: person.left, ...leftOptions(dingtalk, person.password, within) },
    outlook: { address: person.right, ...rightOptions(microsoft, within('outlook')) },
    policy: policyOptions(draft.policy ?? DEFAULT_POLICY),
  }
}

/** What is as it is by itself is not written down. */
const unless = <Value>(name: string, value: Value, standard: Value): object => (value === standard ? {} : { [name]: value })

function leftOptions({ app, openapiUrl, imap }: DingtalkDraft, password: string, within: (group: string) => WriteSecret): object {
  return {
    imap: { host: imap.host, ...unless('port', imap.port, 993), ...unless('tls', imap.tls, true), ...within('dingtalk.imap')('password', password) },
    ...(app === undefined ? {} : { openapi: { ...unless('baseUrl', openapiUrl, 'https://alimail-cn.aliyuncs.com'), appId: app.id, ...within('dingtalk.openapi')('appSecret', app.secret) } }),
  }
}

function rightOptions({ cloud, tenant, clientId, signIn, secret, certificate, graphUrl, loginUrl }: MicrosoftDraft, write: WriteSecret): object {
  const standard = MICROSOFT_CLOUDS[cloud]
  const isPerson = signIn === 'code' || signIn === 'device'
  const proof = signIn === 'certificate' ? (certificate === undefined ? {} : write('clientCertificate', certificate)) : secret === undefined ? {} : write('clientSecret', secret)
  return {
    tenant,
    clientId,
    ...proof,
    ...unless('signIn', isPerson ? 'person' : 'app', 'app'),
    ...unless('cloud', cloud, 'global'),
    ...unless('graphUrl', graphUrl, standard.graphUrl),
    ...unless('loginUrl', loginUrl, standard.loginUrl),
  }
}

function policyOptions({ direction, drafts, departed, conflictsWonBy, noDelete, startDate, atNight }: PolicyDraft): object {
  return {
    conflictsWonBy,
    departed,
    drafts,
    ...(direction === 'both' ? {} : { readOnly: direction === 'to-outlook' ? 'dingtalk' : 'outlook' }),
    ...(noDelete === undefined ? {} : { noDelete }),
    ...(startDate === undefined ? {} : { startDate }),
    ...(atNight ? { oldMail: 'night' } : {}),
  }
}
