import { z } from 'zod'
import { MICROSOFT_CLOUDS } from '../domain/microsoft-cloud.ts'
import { address, choice, day, publicUrl, secret, text, url, whole, yesOrNo } from './option.ts'
import { LANGUAGES } from '../words/languages.ts'

const MEGABYTE = 1024 * 1024

const maxMessageBytes = (side: string) =>
  whole({ min: 1, max: 2 ** 40 }, { help: `The largest message in bytes that ${side} takes. Larger ones are listed and left where they are.` }).default(35 * MEGABYTE)

const settleSeconds = whole({ min: 0, max: 3600 }, {
  help: 'After a write without an answer: how long until it is believed not to have happened. 0 only where the cloud is known to show every write at once.',
}).default(120)

const imapServer = {
  host: text({ help: 'Name of the IMAP server.', example: 'imap.qiye.aliyun.com' }),
  port: whole({ min: 1, max: 65535 }, { help: 'Port of the IMAP server.' }).default(993),
  tls: yesOrNo({ help: 'Encrypted from the first byte. Switch it off only for a server on this machine.' }).default(true),
  password: secret('A client-specific password made for Tongbu, never the password of the account.', 'client-specific-password'),
  settleSeconds,
  connections: whole({ min: 3, max: 20 }, {
    help: 'Most connections to the account at once: one waits for new mail, one lists, the others read and write. Fewer are used where the server takes fewer.',
  }).default(5),
  idleSeconds: whole({ min: 30, max: 1740 }, {
    help: 'How long the connection that waits for new mail may be silent before it is tried. Lower it where a firewall or the server ends silent connections sooner.',
  }).default(240),
}

const openapi = z
  .strictObject({
    baseUrl: url('Where the Alibaba Mail OpenAPI is.').default('https://alimail-cn.aliyuncs.com'),
    appId: text({ help: 'Id of the app that the mail administrator made.', example: 'app-id' }),
    appSecret: secret('Secret of that app.', 'app-secret'),
    callsPerSecond: whole({ min: 1, max: 40 }, { help: 'How many calls a second Tongbu may make for all mailboxes of this domain. All apps of a domain have 40 together; where several processes share the work, each makes as many.' }).default(32),
    callsPerMonth: whole({ min: 1, max: 1_000_000_000 }, {
      help: 'How many calls a calendar month Tongbu may make for all mailboxes of this domain, where your contract counts them. The last tenth is kept from first copies. Without it they are not counted.',
      example: 3000,
    }).optional(),
  })
  .meta({ help: 'The Alibaba Mail OpenAPI beside IMAP. It tells of tags, and changes are found with fewer requests.' })

const dingtalk = z
  .strictObject({
    address: address('Address of the DingTalk mailbox.', 'anna@shenghe.example'),
    imap: z.strictObject(imapServer).meta({ help: 'IMAP is the only way to put a received mail into a DingTalk mailbox, and the only exact way to read one.' }),
    openapi: openapi.optional(),
    maxMessageBytes: maxMessageBytes('the DingTalk mailbox'),
  })
  .meta({ help: 'The left side: a DingTalk mailbox.', shown: true })

const imap = z
  .strictObject({
    address: address('Address of the mailbox.', 'anna@example.com'),
    user: text({ help: 'Name to sign in with, where it is not the address.', example: 'anna' }).optional(),
    ...imapServer,
    maxMessageBytes: maxMessageBytes('the mailbox'),
  })
  .meta({ help: 'The left side, instead of `dingtalk`: a mailbox on any other IMAP server.' })

const outlookImap = z
  .strictObject({
    enabled: choice(['auto', 'on', 'off'], {
      help: '`auto`: used where the mailbox lets the app in; elsewhere messages are rebuilt. `on`: where it does not, the run stops and nothing is rebuilt.',
    }),
    host: text({ help: 'Name of the IMAP server of Exchange Online. By default that of `cloud`.', example: 'outlook.office365.com' }).optional(),
    port: whole({ min: 1, max: 65535 }, { help: 'Port of the IMAP server.' }).default(993),
    tls: yesOrNo({ help: 'Encrypted from the first byte. Switch it off only for a server on this machine.' }).default(true),
  })
  .meta({
    help: 'IMAP to the Outlook mailbox, for copies that keep their bytes (signed mail) where MIME cannot be imported. Needs the permission IMAP.AccessAsApp, and full access to the mailbox for the service principal in Exchange; where a person signs in, IMAP.AccessAsUser.All. Without this part it is not used.',
  })

const outlook = z
  .strictObject({
    address: address('Address of the Outlook mailbox (Exchange Online).', 'anna@contoso.example'),
    tenant: text({ help: 'Directory (tenant) id or domain in Microsoft Entra.', example: 'contoso.example' }),
    clientId: text({ help: 'Application (client) id of the app registration.', example: '11111111-2222-3333-4444-555555555555' }),
    clientSecret: secret('Client secret of the app registration: its value, not its id. Either this or `clientCertificate`.', 'client-secret', true).optional(),
    clientCertificate: secret('Instead of a secret: a certificate that is registered with the app, and its private key without passphrase, both as PEM in one text. Best as `clientCertificateFile`; `tongbu certificate` makes one.', 'app.pem').optional(),
    signIn: choice(['app', 'person'], {
      help: '`app`: Tongbu comes in by itself, with the secret or certificate and application permissions. `person`: with delegated permissions in the name of whoever signed in (`tongbu sign-in`); a secret or certificate is then needed only where the app is not registered as a public client.',
    }).default('app'),
    cloud: choice(['global', 'china'], { help: 'The Microsoft cloud that the tenant is in: `china` is the one that 21Vianet runs in mainland China.' }).default('global'),
    graphUrl: url('Where Microsoft Graph is. By default that of `cloud`; change it only for the sandbox.', 'https://graph.microsoft.com/v1.0').optional(),
    loginUrl: url('Where Microsoft signs apps in. By default that of `cloud`.', 'https://login.microsoftonline.com').optional(),
    importMime: choice(['auto', 'on', 'off'], {
      help: 'Whether received mail is imported byte for byte, which needs the permission Mail-Advanced.ReadWrite. `auto`: where it is granted.',
    }).default('auto'),
    imap: outlookImap.optional(),
    attachOriginal: choice(['sealed', 'signed'], {
      help: 'Where mail has to be made anew for Outlook, which copies have their original attached: of mail that its writer signed or encrypted (`sealed`), or of mail that only its mail server signed (DKIM) as well (`signed`). Most mail of today is signed so, and its copies are then twice as large.',
    }).default('sealed'),
    settleSeconds,
    maxMessageBytes: maxMessageBytes('the Outlook mailbox'),
  })
  .superRefine(({ clientSecret, clientCertificate, signIn }, context) => {
    const given = [clientSecret, clientCertificate].filter((each) => each !== undefined).length
    if (given === 2) context.addIssue({ code: 'custom', path: ['clientCertificate'], message: 'give either `clientSecret` or `clientCertificate`, not both' })
    if (given === 0 && signIn === 'app') context.addIssue({ code: 'custom', path: ['clientSecret'], message: 'is missing: give it, or `clientCertificate`, or `signIn: person`' })
  })
  .transform(({ graphUrl, loginUrl, imap, ...rest }) => {
    const { imapHost, ...cloud } = MICROSOFT_CLOUDS[rest.cloud]
    return { ...rest, graphUrl: graphUrl ?? cloud.graphUrl, loginUrl: loginUrl ?? cloud.loginUrl, ...(imap === undefined ? {} : { imap: { ...imap, host: imap.host ?? imapHost } }) }
  })
  .meta({ help: 'The right side: an Outlook mailbox.' })

const side = (help: string) => choice(['dingtalk', 'outlook'], { help })

const policy = z
  .strictObject({
    conflictsWonBy: side('Whose value is applied when both sides changed the same thing differently. The other value is kept in the audit. On a pair with `imap`, `dingtalk` means that side.').default(
      'outlook',
    ),
    departed: choice(['keep', 'trash'], {
      help: 'A message that left one mailbox without passing through its trash (archived by a rule, fetched by POP): keep its partner, or move it to trash.',
    }).default('keep'),
    drafts: yesOrNo({ help: 'Whether drafts cross.' }).default(true),
    readOnly: side('A side that Tongbu never writes to.').optional(),
    noDelete: side('A side where Tongbu never moves anything to trash.').optional(),
    startDate: day({ help: 'Mail that was received before this day (in Hong Kong and mainland China) and is on one side only is not copied. What is on both sides is kept the same all the same.', example: '2026-01-01' }).optional(),
    oldMail: choice(['any', 'night'], { help: 'When mail is copied that was received more than an hour ago, as in a first copy: at `any` time, or only at `night`, from 22:00 to 6:00 in Hong Kong and mainland China. New mail and marks always cross at once.' }).default('any'),
  })
  .meta({ help: 'What a person decides about this pair.', shown: true })

/** A hundred years. */
const DAYS = { min: 1, max: 36_525 }

const pair = z
  .strictObject({
    name: z
      .string('must be text')
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 small letters, digits or hyphens')
      .meta({ help: 'Short name of the pair: small letters, digits and hyphens. Keep it for good: copies carry it.', example: 'anna' }),
    dingtalk: dingtalk.optional(),
    imap: imap.optional(),
    outlook,
    policy: policy.prefault({}),
    archiveDays: whole(DAYS, { help: 'The same as `archive.keepDays`, for this pair alone.' }).optional(),
  })
  .superRefine((value, context) => {
    if (value.dingtalk !== undefined && value.imap !== undefined) context.addIssue({ code: 'custom', path: ['imap'], message: 'give either `dingtalk` or `imap`, not both' })
    if (value.dingtalk === undefined && value.imap === undefined) context.addIssue({ code: 'custom', path: ['dingtalk'], message: 'is missing: give `dingtalk`, or `imap` for another server' })
  })
  .meta({ help: 'One DingTalk (or other IMAP) mailbox and one Outlook mailbox that are kept the same.' })

const seconds = (standard: number, help: string) => whole({ min: 1, max: 86_400 }, { help }).default(standard)

const serve = z
  .strictObject({
    host: text({ help: 'Address that `tongbu start` and `tongbu serve` listen on, for the dashboard, `/healthz`, `/readyz` and change notifications. Leave it as it is behind a reverse proxy on the same machine.' }).default('127.0.0.1'),
    port: whole({ min: 0, max: 65535 }, { help: 'Port that it listens on; 0 takes any free one.' }).default(8620),
    publicUrl: publicUrl({
      help: 'Where Microsoft reaches this address from the internet (https). With it Outlook tells of changes within seconds; without it the mailbox is polled.',
      example: 'https://tongbu.example.com',
    }).optional(),
    idle: yesOrNo({ help: 'Whether IMAP mailboxes are watched with IDLE, which takes one more connection each.' }).default(true),
    pairsAtOnce: whole({ min: 1, max: 1000 }, { help: 'How many pairs are worked on at the same time, by each process.' }).default(8),
    frontOnly: yesOrNo({
      help: 'On PostgreSQL only: `tongbu start` or `tongbu serve` listens, plans and answers, and leaves the work to `tongbu worker`, as many of them and on as many machines as you like. Otherwise it works too.',
    }).default(false),
    hotSeconds: seconds(15, 'How long after a run the next one begins, while something changed in the last 5 minutes.'),
    warmSeconds: seconds(60, 'The same, while something changed in the last hour.'),
    idleSeconds: seconds(300, 'The same, for a pair where nothing happens.'),
    safetySeconds: seconds(900, 'The same, where both clouds tell of changes by themselves and nothing happens; with changes it is then `warmSeconds` or `idleSeconds`.'),
    fullListingHour: whole({ min: 0, max: 23 }, { help: 'The hour (UTC) from which on, once a day, both mailboxes are listed whole to catch what no notification told.' }).default(19),
    heartbeatUrl: url('An address that is asked (GET) every few minutes while all is well, so that a service outside notices when it stops.', 'https://hc.example.com/ping/tongbu').optional(),
    heartbeatMinutes: whole({ min: 1, max: 1440 }, { help: 'How often that is.' }).default(5),
  })
  .meta({ help: 'The service, `tongbu start` or `tongbu serve`.', shown: true })

const worker = z
  .strictObject({
    host: text({ help: 'Address that `tongbu worker` listens on.' }).default('127.0.0.1'),
    port: whole({ min: 0, max: 65535 }, {
      help: 'Port that it listens on, for `/healthz`, `/readyz` and `/metrics`; without it, it does not listen. Each worker of a machine needs one of its own: give it as the variable, or 0 for any free one.',
      example: 8621,
    }).optional(),
  })
  .meta({ help: 'Each `tongbu worker`.', shown: true })

const audit = z
  .strictObject({
    headUrl: z
      .string('must be text')
      .regex(/^(https:\/\/[^\s/]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(?=\/|$))\S*$/, 'must be an address that begins with https://')
      .meta({
        help: 'An address outside (https) that once a day is sent (POST, JSON) how far the audit of each pair has come, so that nobody can rewrite or shorten it unnoticed. What is in the address may be its only key: it is never shown.',
        example: 'https://audit.example.com/tongbu',
        secret: true,
      })
      .optional(),
    headFile: text({ help: 'A file that the same is added to, one line for each pair: on another disk, or where what was written cannot be changed.', example: '/media/elsewhere/tongbu-heads.jsonl' }).optional(),
    headHour: whole({ min: 0, max: 23 }, { help: 'The hour (UTC) from which on that is done, once a day.' }).default(18),
  })
  .meta({ help: 'What is told outside of the record of everything that was done. See docs/audit.md.', shown: true })
const many = (standard: number, help: string) => whole({ min: 0, max: 1000 }, { help }).default(standard)

const backup = z
  .strictObject({
    folder: text({ help: 'Folder of the backup, for all pairs: on another disk than the database, best on another machine.', example: '/srv/backup/tongbu' }),
    keyFile: text({ help: 'File with the key that the backup is sealed with, outside that folder. `tongbu backup init` makes both. Keep a copy of the key elsewhere: without it nobody can read the backup.', example: '/etc/tongbu/backup-key.txt' }),
    everyHours: whole({ min: 1, max: 8760 }, { help: 'How old the last restore point may be when a run begins; else a new one is taken. One is also taken before the first sync and before held operations are applied, and they do not begin without it.' }).default(24),
    prune: choice(['auto', 'off'], {
      help: '`auto`: the service drops once a day what `keep` does not keep, and of the archive what `archive.keepDays` does not; not on the first day, nor after more than a month without a prune, when `tongbu backup prune` has to be run once. `off`: only `tongbu backup prune` and `tongbu archive prune` do.',
    }).default('auto'),
    keep: z
      .strictObject({
        daily: many(14, 'Of so many days with restore points the last one is kept.'),
        weekly: many(8, 'The same of so many weeks.'),
        monthly: many(12, 'The same of so many months.'),
      })
      .meta({ help: 'How long restore points are kept. The last of each pair, those of the last day, those that are pinned, and for 30 days those taken before held operations were applied stay in any case.' })
      .prefault({}),
  })
  .meta({ help: 'Restore points of both mailboxes of each pair, sealed, in a folder of yours. Without this part none are taken.' })

const archive = z
  .strictObject({
    keepDays: whole(DAYS, { help: 'For how many days a message is kept after it was received, or archived where that is later, also when it is deleted from both mailboxes: 2555 are seven years. What is still in a mailbox, or covered by a legal hold, is kept longer. `tongbu archive prune` drops the rest.' }).default(2555),
  })
  .meta({ help: 'A searchable archive of all messages that restore points hold, in the folder of `backup`, which it needs. Without this part there is none.' })

const safety = z
  .strictObject({
    gate: choice(['auto', 'on'], {
      help: 'Whether a pair is written to only once its safety measures are met or waived (`tongbu preflight`). `auto`: always, except where both clouds are on this machine (the sandbox). `on`: there too.',
    }).default('auto'),
    secondPerson: choice(['off', 'on'], {
      help: 'Whether somebody who signs in needs the word of another administrator before the archive is read or a mailbox is restored, in the dashboard, over the API and by commands. It takes two administrators. docs/accounts.md says what it cannot hold.',
    }).default('off'),
  })
  .meta({ help: 'What must hold before anything is written to a mailbox.', shown: true })

const values = (role: string) =>
  text({ help: `Values of that claim that make an ${role}, with commas between them: names of app roles, or ids of groups.`, example: `Tongbu.${role[0]?.toUpperCase()}${role.slice(1)}` })
    .transform((value) => value.split(',').map((each) => each.trim()).filter((each) => each !== ''))
    .optional()

const oidc = z
  .strictObject({
    issuer: url('The issuer, as its discovery document names it: for Microsoft Entra with the id of your tenant.', 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0').refine(
      (value) => !/\/\/login\.[^/]+\/(common|organizations|consumers)\//.test(value),
      'must name your tenant: with `common`, anybody\'s tenant could say who signs in',
    ),
    clientId: text({ help: 'Client id of the app that is registered there.', example: '66666666-7777-8888-9999-000000000000' }),
    clientSecret: secret('Its secret.', 'client-secret'),
    scope: text({ help: 'What is asked for.' }).default('openid profile email'),
    rolesClaim: text({ help: 'The claim of the ID token that says what somebody is here: `roles` for app roles, `groups` for groups.' }).default('roles'),
    roles: z
      .strictObject({ administrator: values('administrator'), operator: values('operator'), auditor: values('auditor') })
      .meta({ help: 'Which of its values make which role. Who has none is not let in.' }),
    redirectUrl: publicUrl({ help: 'Where the browser comes back to, where that is not the address that it asked: the address of the dashboard and `/api/v1/session/oidc/callback`. Register the same.', example: 'https://tongbu.example.com/api/v1/session/oidc/callback' }).optional(),
  })
  .meta({ help: 'Signing in by OpenID Connect (Microsoft Entra or any other issuer), beside names and passwords. Without this part there is none.' })

const accounts = z
  .strictObject({
    idleMinutes: whole({ min: 5, max: 1440 }, { help: 'After so many minutes without use somebody has to sign in again.' }).default(60),
    sessionHours: whole({ min: 1, max: 720 }, { help: 'After so many hours in any case.' }).default(12),
    oidc: oidc.optional(),
  })
  .meta({ help: 'Signing in to the dashboard and its API: see docs/accounts.md.', shown: true })

const privacy = z
  .strictObject({
    company: text({ help: 'Name of the company that the mailboxes belong to, for notices.', example: 'Sheng He Trading Ltd' }).optional(),
    contact: text({ help: 'Whom people write to about their data: an address or a telephone number of yours.', example: 'privacy@contoso.example' }).optional(),
    places: z
      .strictObject({
        left: text({ help: 'Where the DingTalk (or other IMAP) mailboxes are.', example: 'Mainland China (Alibaba Cloud, Hangzhou)' }),
        right: text({ help: 'Where the Outlook mailboxes are: the region of your Microsoft 365 tenant.', example: 'Hong Kong (Microsoft 365)' }),
      })
      .meta({ help: 'Between which places data crosses, for the register and for notices.' })
      .optional(),
    authority: text({ help: 'On whose authority it crosses, or on what basis, as your counsel put it.', example: 'Standard contract filed 2026-01-15; board minute 7 of 2026' }).optional(),
    since: text({ help: 'Since when, as a date.', example: '2026-02-01' }).optional(),
    countPeople: yesOrNo({
      help: 'Whether the distinct people are counted whose mail crosses in a calendar year, by keyed hashes of their addresses and without the addresses. `tongbu privacy register` shows the count.',
    }).default(false),
  })
  .meta({ help: 'What is owed to the people whose data crosses: see docs/compliance.md.' })

const webhooks = z
  .strictObject({
    allowPrivate: yesOrNo({ help: 'Whether webhooks and alerts may be sent to this machine and to private networks, such as an n8n beside Tongbu; there `http://` is taken too. The metadata addresses of clouds are never reached.' }).default(false),
  })
  .meta({ help: 'What is told to addresses outside: see docs/webhooks.md.' })

const watch = z
  .strictObject({
    lagMinutes: whole({ min: 1, max: 10_080 }, { help: 'After so many minutes during which a pair was not in step somebody is told.' }).default(60),
    setAsidePerDay: whole({ min: 1, max: 100_000 }, { help: 'From so many messages on that were set aside within a day somebody is told.' }).default(10),
  })
  .meta({ help: 'When alerts are told. Who is told, and rules about messages, are set with `tongbu watch` or in the dashboard: see docs/watch.md.' })

const log = z
  .strictObject({
    level: choice(['debug', 'info', 'warn', 'error'], { help: 'The least that is written.' }).default('info'),
  })
  .meta({ help: 'The log of `tongbu start`, `tongbu serve` and `tongbu worker`: lines of JSON on stderr, without content, subjects or addresses.' })

/** Every option: its type, default and help. Validation, the example, the reference page and redaction are made from it. */
export const configSchema = z.strictObject({
  database: z
    .string('must be text')
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must begin with sqlite: or postgres://')
    .meta({ help: 'Where Tongbu remembers: `sqlite:` and a file, or the `postgres://` address of a database. It holds no message content.', secret: true })
    .default('sqlite:./tongbu.db'),
  language: choice(LANGUAGES, { help: 'In which language `tongbu preflight`, the audit on paper and the proof of an erasure are, unless the command says otherwise with `--language`. Logs and errors are English.' }).default('en'),
  serve: serve.prefault({}),
  worker: worker.prefault({}),
  audit: audit.prefault({}),
  safety: safety.prefault({}),
  accounts: accounts.prefault({}),
  privacy: privacy.prefault({}),
  webhooks: webhooks.prefault({}),
  watch: watch.prefault({}),
  log: log.prefault({}),
  backup: backup.optional(),
  archive: archive.optional(),
  pairs: z
    .array(pair, 'must be a list')
    .min(1, 'must have at least one pair')
    .superRefine((pairs, context) => {
      pairs.forEach(({ name }, at) => {
        if (pairs.findIndex((other) => other.name === name) !== at) context.addIssue({ code: 'custom', path: [at, 'name'], message: `is used by an earlier pair too: "${name}"` })
      })
    })
    .meta({ help: 'The mailboxes that are kept the same, two by two.' }),
}).superRefine((config, context) => {
  if (config.archive !== undefined && config.backup === undefined) context.addIssue({ code: 'custom', path: ['archive'], message: 'needs `backup`: the archive is kept in the folder of the backup' })
})

/** What Tongbu is told at its start. Frozen. */
export type Config = Frozen<z.infer<typeof configSchema>>
export type PairConfig = Config['pairs'][number]
export type DingtalkConfig = Frozen<z.infer<typeof dingtalk>>
export type ImapConfig = Frozen<z.infer<typeof imap>>
export type OutlookConfig = Frozen<z.infer<typeof outlook>>
export type BackupConfig = Frozen<z.infer<typeof backup>>
export type ServeConfig = Frozen<z.infer<typeof serve>>
export type AccountsConfig = Frozen<z.infer<typeof accounts>>
export type PrivacyConfig = Frozen<z.infer<typeof privacy>>
export type PolicyConfig = Frozen<z.infer<typeof policy>>

type Frozen<Value> = Value extends readonly (infer Element)[]
  ? readonly Frozen<Element>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value
