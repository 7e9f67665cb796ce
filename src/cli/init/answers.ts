import { parse } from 'yaml'
import { z } from 'zod'
import { UsageError } from '../command.ts'

/** The clouds of customers, unless an answer names others. */
const SERVERS = {
  openapiUrl: 'https://alimail-cn.aliyuncs.com',
  imap: { host: 'imap.qiye.aliyun.com', port: 993, tls: true },
} as const

const text = z.string().trim().min(1)
const secret = z.string().min(1)
const policy = z.strictObject({
  direction: z.enum(['both', 'to-outlook', 'to-dingtalk']).default('both'),
  drafts: z.boolean().default(true),
  departed: z.enum(['keep', 'trash']).default('keep'),
  conflictsWonBy: z.enum(['dingtalk', 'outlook']).default('outlook'),
  noDelete: z.enum(['dingtalk', 'outlook']).optional(),
  startDate: z.iso.date().optional(),
  atNight: z.boolean().default(false),
  backupFolder: text.optional(),
})

const answers = z.strictObject({
  dingtalk: z
    .strictObject({
      console: z.enum(['dingtalk', 'alimail']).default('alimail'),
      edition: z.enum(['paid', 'free', 'unknown']).default('unknown'),
      app: z.strictObject({ id: text, secret: secret.optional(), secretFile: text.optional() }).optional(),
      openapiUrl: z.url().default(SERVERS.openapiUrl),
      imap: z.strictObject({ host: text, port: z.int().min(1).max(65535).default(993), tls: z.boolean().default(true) }).default(SERVERS.imap),
    })
    .optional(),
  microsoft: z
    .strictObject({
      cloud: z.enum(['global', 'china']).default('global'),
      tenant: text,
      clientId: text,
      signIn: z.enum(['secret', 'certificate', 'code', 'device']).default('secret'),
      secret: secret.optional(),
      secretFile: text.optional(),
      certificateFile: text.optional(),
      graphUrl: z.url().optional(),
      loginUrl: z.url().optional(),
    })
    .optional(),
  people: z.array(z.strictObject({ dingtalk: text, outlook: text, wave: text.optional(), password: secret.optional(), passwordFile: text.optional() })).default([]),
  /** A CSV file of people, whose passwords are given otherwise. */
  list: text.optional(),
  policy: policy.optional(),
})

/** What an answers file says. */
export type Answers = z.infer<typeof answers>

/** @throws {UsageError} with every line that cannot be used; no value is repeated */
export function readAnswers(file: string, content: string | undefined): Answers {
  if (content === undefined) throw new UsageError(`There is no answers file ${file}.`)
  let tree: unknown
  try {
    tree = parse(content) ?? {}
  } catch {
    throw new UsageError(`The answers file ${file} is not YAML.`)
  }
  const read = answers.safeParse(tree)
  if (read.success) return read.data
  const problems = read.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: is not known`) : [`${issue.path.join('.') || 'file'}: ${issue.message}`]))
  throw new UsageError(`The answers file ${file} cannot be used:\n${problems.map((line) => `  ${line}`).join('\n')}`)
}

/** How an answers file looks, for the help. */
export const ANSWERS_EXAMPLE = `dingtalk:
  edition: paid
  app: { id: APP-ID, secretFile: ./app-secret.txt }
microsoft:
  tenant: contoso.onmicrosoft.com
  clientId: 00000000-0000-0000-0000-000000000000
  secretFile: ./client-secret.txt
people:
  - dingtalk: anna@factory.example
    outlook: anna@contoso.example
    passwordFile: ./anna.txt
policy: { direction: both, backupFolder: /srv/backup/tongbu }`
