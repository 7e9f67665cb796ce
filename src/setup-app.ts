import { dirname, join, resolve } from 'node:path'
import type { Config } from './config/config.ts'
import { databaseBeside } from './config/database-without.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig, type ReadFile } from './config/load-config.ts'
import { ensureKey, keyPlaceOf, readSecretsKey, setupFileOf } from './config/secrets-key.ts'
import { seal, type SecretsKey } from './config/sealed.ts'
import { SyncError } from './domain/errors.ts'
import { MICROSOFT_CLOUDS } from './domain/microsoft-cloud.ts'
import { toInstant } from './domain/instant.ts'
import type { Clock } from './platform/clock.ts'
import { replaceOwnersFile, writeOwnersFile } from './platform/folder-files.ts'
import type { Http } from './platform/http.ts'
import { chance, type NewId } from './platform/ids.ts'
import { configText } from './setup/config-text.ts'
import { readyPeople, stepsOf, type BackupKeyDraft, type DingtalkDraft, type Draft, type Invite, type MicrosoftDraft, type PersonDraft, type PolicyDraft } from './setup/draft.ts'
import { draftOf } from './setup/draft-of-config.ts'
import { isInTheWay, type Found } from './setup/found.ts'
import { INVITE_MS, invitedBy, inviteFor, standingOf, type InviteStanding } from './setup/invites.ts'
import { maybeAccountPassword, tidy } from './setup/looks-like.ts'
import { matchAddresses, type MatchedAddresses } from './setup/match-addresses.ts'
import { makeCertificate } from './setup/microsoft/make-certificate.ts'
import { readPeople, type Known, type PersonGiven, type ReadPeople } from './setup/read-people.ts'
import { draftFile } from './setup/setup-file.ts'
import { viewOf, type SetupView } from './setup/view.ts'
import { createSetupChecks } from './setup-checks.ts'

/** What is given of the DingTalk side. A secret that is left out is the one that is known already. */
export interface DingtalkGiven extends Omit<DingtalkDraft, 'app' | 'found' | 'checkedAt'> {
  readonly app?: { readonly id: string; readonly secret?: string | undefined } | undefined
}

/** What is given of the Microsoft side. Addresses that are left out are those of the cloud; a credential that is left out is the one that is known already. */
export interface MicrosoftGiven extends Omit<MicrosoftDraft, 'found' | 'checkedAt' | 'graphUrl' | 'loginUrl'> {
  readonly graphUrl?: string | undefined
  readonly loginUrl?: string | undefined
}

/** A link for one person. The token is told this once. */
export interface NewInvite {
  readonly name: string
  readonly token: string
  readonly expiresAt: number
}

/** What the page behind a link shows. */
export interface InvitedPerson {
  readonly standing: InviteStanding
  /** The address whose client-specific password is asked for. */
  readonly address: string
  readonly found: readonly Found[]
}

/** What would be written, and where. */
export interface WritePlan {
  readonly file: string
  readonly isNew: boolean
  readonly pairs: readonly string[]
  /** The whole text; secrets are sealed in it. */
  readonly text: string
}

/** The guided set-up: takes what is needed step by step, asks the clouds about it at once, remembers it, and writes the configuration. */
export interface Setup {
  look(): Promise<SetupView>
  dingtalk(given: DingtalkGiven, signal: AbortSignal): Promise<SetupView>
  microsoft(given: MicrosoftGiven, signal: AbortSignal): Promise<SetupView>
  /** A certificate for the app: what is to be uploaded, and its thumbprint. Made once; its key stays here, sealed. */
  certificate(): Promise<{ readonly certificate: string; readonly thumbprint: string }>
  /** @throws {SyncError} `SETUP_INCOMPLETE` where one cannot be added: nobody is then */
  addPeople(people: readonly { readonly left: string; readonly right: string; readonly wave?: string | undefined }[]): Promise<SetupView>
  /** Reads a list; with `isDryRun` adds nobody. What cannot be used is named line by line, and the others are added. */
  addList(bytes: Uint8Array, isDryRun: boolean): Promise<ReadPeople>
  /** Which addresses of two lists belong together; adds nobody. */
  match(lists: { readonly left: string; readonly right: string }): MatchedAddresses
  removePerson(name: string): Promise<SetupView>
  /** Takes a client-specific password and tries it once. One that is refused is forgotten. */
  givePassword(name: string, password: string, signal: AbortSignal): Promise<SetupView>
  /** Asks both clouds about a person. */
  check(name: string, signal: AbortSignal): Promise<SetupView>
  /** A link for each of these, in place of any before. `days`: how long they are good. */
  invite(names: readonly string[], days?: number): Promise<readonly NewInvite[]>
  policy(given: PolicyDraft): Promise<SetupView>
  /** @throws {SyncError} `SETUP_INCOMPLETE` */
  plan(): Promise<WritePlan>
  /** Writes the configuration with everybody who is ready, and keeps a copy of the one before. @throws {SyncError} `SETUP_INCOMPLETE`, `BAD_CONFIG`, `STORE_FAILURE` */
  write(): Promise<{ readonly config: Config; readonly pairs: readonly string[] }>
  /** The key of the backup that `write` has made, until `keptBackupKey`. */
  backupKey(): Promise<BackupKeyDraft | undefined>
  /** Takes the word of `by` that a copy of it is kept elsewhere, writes that into the audit, and tells the key no more. */
  keptBackupKey(by: string): Promise<SetupView>
  /** Forgets what was given; the configuration stays, and so does a key of the backup that nobody has kept yet. */
  clear(): Promise<SetupView>
  /** What a link is for. Nothing for one that nobody was given. */
  invited(token: string): Promise<InvitedPerson | undefined>
  /** Takes the password of whoever was given the link. One try: a refused password ends the link. */
  accept(token: string, password: string, signal: AbortSignal): Promise<InvitedPerson | undefined>
}

export interface SetupOptions {
  readonly configFile: string
  readonly environment: Environment
  /** Throws where there is no such file. */
  readonly readFile: ReadFile
  readonly clock: Clock
  readonly http: Http
  readonly newId: NewId
  /** Makes the folder and the key of a backup that is new. */
  readonly initBackup: (config: Config) => Promise<BackupKeyDraft>
  /** Writes into the audit that somebody keeps a copy of that key. */
  readonly recordKeyKept: (config: Config, by: string) => Promise<void>
}

const TOKEN_BYTES = 32

export function createSetup(options: SetupOptions): Setup {
  const { clock, configFile, environment, initBackup, recordKeyKept } = options
  const key = async (): Promise<SecretsKey> => (await ensureKey(keyPlaceOf(configFile, environment))).key
  const store = draftFile(setupFileOf(configFile), key)
  const checks = createSetupChecks(options)

  const text = (): string | undefined => readNow(options.readFile, configFile)
  const configNow = async (): Promise<Config | undefined> => {
    const now = text()
    if (now === undefined) return undefined
    return loadConfig(now, environment, options.readFile, () => readSecretsKey(keyPlaceOf(configFile, environment)))
  }
  /** What is known from the configuration counts as given, until something else is. */
  const known = async (draft: Draft): Promise<{ readonly draft: Draft; readonly config: Config | undefined }> => {
    const config = await configNow()
    return { draft: config === undefined ? draft : { ...draftOf(config), ...draft }, config }
  }
  const show = async (draft: Draft): Promise<SetupView> => {
    const { draft: whole, config } = await known(draft)
    return viewOf(whole, { now: clock.now(), connected: config?.pairs.map(({ name }) => name) ?? [] })
  }
  const taken = ({ people }: Draft, config: Config | undefined): Known => {
    const pairs = config?.pairs ?? []
    const small = (addresses: readonly string[]): ReadonlySet<string> => new Set(addresses.map((address) => address.toLowerCase()))
    return {
      names: new Set([...pairs.map(({ name }) => name), ...people.map(({ name }) => name)]),
      left: small([...pairs.flatMap(({ dingtalk, imap }) => dingtalk?.address ?? imap?.address ?? []), ...people.map(({ left }) => left)]),
      right: small([...pairs.map(({ outlook }) => outlook.address), ...people.map(({ right }) => right)]),
    }
  }
  const personOf = ({ people }: Draft, name: string): PersonDraft => {
    const person = people.find((each) => each.name === name)
    if (person === undefined) throw new SyncError('SETUP_INCOMPLETE', 'The set-up knows nobody of that name.')
    return person
  }
  const changePerson = (name: string, make: (person: PersonDraft) => PersonDraft): Promise<Draft> =>
    store.change((draft) => ({ ...draft, people: draft.people.map((each) => (each.name === name ? make(each) : each)) }))

  const add = async (given: readonly PersonGiven[]): Promise<Draft> =>
    store.change((draft) => ({ ...draft, people: [...draft.people, ...given.map((each): PersonDraft => ({ ...each, found: { left: [], right: [] } }))] }))

  const read = async (bytes: Uint8Array): Promise<ReadPeople> => {
    const { draft, config } = await known(await store.read())
    return readPeople(bytes, taken(draft, config))
  }

  const checkSide = async (name: string, side: 'left' | 'right', signal: AbortSignal): Promise<readonly Found[]> => {
    const { draft } = await known(await store.read())
    if (draft.dingtalk === undefined || draft.microsoft === undefined) throw new SyncError('SETUP_INCOMPLETE', 'Both clouds come first: the DingTalk side, then the Microsoft side.')
    return checks.person(draft, personOf(draft, name), side, signal)
  }

  /** Asks both clouds. A password that is refused is forgotten, so that it is never tried again by itself. */
  const check = async (name: string, signal: AbortSignal): Promise<Draft> => {
    const { password } = personOf(await store.read(), name)
    const right = await checkSide(name, 'right', signal)
    const left = password === undefined ? undefined : await checkSide(name, 'left', signal)
    return changePerson(name, (person) => {
      if (person.password !== password) return person
      const isRefused = left?.some(({ code }) => code === 'imap-refused') ?? person.isRefused ?? false
      const { password: _refused, ...without } = person
      return { ...(isRefused ? without : person), isRefused, found: { left: left === undefined ? person.found.left : [...typedFound(password), ...left], right }, checkedAt: clock.now() }
    })
  }

  const setPassword = (name: string, password: string): Promise<Draft> =>
    changePerson(name, ({ checkedAt: _before, ...person }) => ({ ...person, password, isRefused: false, found: { ...person.found, left: typedFound(password) } }))

  const plan = async (): Promise<WritePlan & { readonly draft: Draft; readonly people: readonly PersonDraft[] }> => {
    const { draft, config } = await known(await store.read())
    const steps = stepsOf(draft, clock.now())
    const open = (['dingtalk', 'microsoft', 'pairs'] as const).filter((step) => steps[step] !== 'done')
    if (open.length > 0) throw new SyncError('SETUP_INCOMPLETE', `The configuration cannot be written yet: look at ${open.join(', ')}.`)
    const names = new Set(config?.pairs.map(({ name }) => name))
    const people = readyPeople(draft, clock.now()).filter(({ name }) => !names.has(name))
    if (people.length === 0) throw new SyncError('SETUP_INCOMPLETE', 'Nobody is ready to be connected who is not connected already.')
    const opened = await key()
    const before = text()
    const folder = dirname(configFile)
    const written = configText({ text: before, draft, people, seal: (name, secret) => seal(opened, name, secret), database: databaseBeside(configFile), backupKeyFile: join(folder, 'tongbu-backup-key.txt') })
    return { file: configFile, isNew: before === undefined, pairs: people.map(({ name }) => name), text: written, draft, people }
  }

  const invited = (person: PersonDraft | undefined): InvitedPerson | undefined =>
    person?.invite === undefined ? undefined : { standing: standingOf(person.invite, clock.now()), address: person.left, found: person.found.left }

  return {
    look: async () => show(await store.read()),
    dingtalk: async ({ app, ...given }, signal) => {
      const { draft } = await known(await store.read())
      const secret = app?.secret ?? (draft.dingtalk?.app?.id === app?.id ? draft.dingtalk?.app?.secret : undefined)
      const cleaned = app === undefined || secret === undefined ? undefined : { id: tidy(app.id).text, secret: tidy(secret).text }
      if (app !== undefined && cleaned === undefined) throw new SyncError('SETUP_INCOMPLETE', 'The secret of the app is missing.')
      const dingtalk = { ...given, ...(cleaned === undefined ? {} : { app: cleaned }) }
      const found = await checks.dingtalk(dingtalk, signal)
      return show(await store.change((now) => ({ ...now, dingtalk: { ...dingtalk, found, checkedAt: clock.now() }, people: unchecked(now.people) })))
    },
    microsoft: async (given, signal) => {
      const { draft } = await known(await store.read())
      const isSame = draft.microsoft?.clientId === given.clientId
      const secret = given.secret ?? (isSame ? draft.microsoft?.secret : undefined)
      const certificate = given.certificate ?? (given.signIn === 'certificate' ? draft.certificate?.pem : undefined) ?? (isSame ? draft.microsoft?.certificate : undefined)
      const cloud = MICROSOFT_CLOUDS[given.cloud]
      const microsoft = { ...given, graphUrl: given.graphUrl ?? cloud.graphUrl, loginUrl: given.loginUrl ?? cloud.loginUrl, tenant: tidy(given.tenant).text, clientId: tidy(given.clientId).text, ...(secret === undefined ? {} : { secret: tidy(secret).text }), ...(certificate === undefined ? {} : { certificate }) }
      const found = await checks.microsoft(microsoft, signal)
      return show(await store.change((now) => ({ ...now, microsoft: { ...microsoft, found, checkedAt: clock.now() }, people: unchecked(now.people) })))
    },
    certificate: async () => {
      const known = (await store.read()).certificate
      const made = known ?? (await makeCertificate({ now: clock.now() }))
      // Two who ask at once get one.
      const draft = known === undefined ? await store.change((now) => ({ ...now, certificate: now.certificate ?? made })) : undefined
      const { certificate, thumbprint } = draft?.certificate ?? made
      return { certificate, thumbprint }
    },
    addPeople: async (people) => {
      const { people: given, bad } = await read(Buffer.from(`dingtalk,outlook,wave\n${people.map(({ left, right, wave = '' }) => [left, right, wave].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`))
      const [first] = bad
      if (first !== undefined) throw new SyncError('SETUP_INCOMPLETE', `Nobody was added: ${first.problem} (number ${first.line - 1}).`)
      return show(await add(given))
    },
    addList: async (bytes, isDryRun) => {
      const list = await read(bytes)
      if (!isDryRun && list.people.length > 0) await add(list.people)
      return list
    },
    match: matchAddresses,
    removePerson: async (name) => show(await store.change((draft) => ({ ...draft, people: draft.people.filter((each) => each.name !== name) }))),
    givePassword: async (name, password, signal) => {
      personOf(await store.read(), name)
      await setPassword(name, tidy(password).text)
      return show(await check(name, signal))
    },
    check: async (name, signal) => show(await check(name, signal)),
    invite: async (names, days) => {
      const expiresAt = clock.now() + (days === undefined ? INVITE_MS : days * 86_400_000)
      const links = names.map((name) => ({ name, token: chance(TOKEN_BYTES).toString('base64url'), expiresAt }))
      await store.change((draft) => {
        for (const name of names) personOf(draft, name)
        const linked = new Map(links.map(({ name, token }) => [name, inviteFor(token, expiresAt)]))
        return { ...draft, people: draft.people.map((each) => withInvite(each, linked.get(each.name))) }
      })
      return links
    },
    policy: async (policy) => show(await store.change((draft) => ({ ...draft, policy }))),
    plan: async () => {
      const { draft: _draft, people: _people, ...told } = await plan()
      return told
    },
    write: async () => {
      const { text: written, pairs, draft, isNew } = await plan()
      const opened = await key()
      const config = loadConfig(written, environment, options.readFile, () => opened)
      const before = text()
      // One that was made before writing failed is not made again.
      if (draft.policy?.backupFolder !== undefined && !isBackedUp(before) && draft.backupKey?.folder !== resolve(draft.policy.backupFolder)) {
        const made = await initBackup(config)
        const backupKey = { ...made, folder: resolve(made.folder), keyFile: resolve(made.keyFile) }
        await store.change((now) => ({ ...now, backupKey }))
      }
      try {
        if (!isNew && before !== undefined) await writeOwnersFile(`${configFile}.${(toInstant(clock.now()) ?? '').replaceAll(/[:-]/g, '')}.bak`, before)
        await replaceOwnersFile(configFile, written)
      } catch (cause) {
        throw new SyncError('STORE_FAILURE', `The configuration ${configFile} cannot be written.`, { cause })
      }
      await store.change((now) => ({ ...now, people: now.people.filter(({ name }) => !pairs.includes(name)) }))
      return { config, pairs }
    },
    backupKey: async () => (await store.read()).backupKey,
    keptBackupKey: async (by) => {
      const config = await configNow()
      if (config !== undefined && (await store.read()).backupKey !== undefined) await recordKeyKept(config, by)
      return show(await store.change(({ backupKey: _kept, ...draft }) => draft))
    },
    clear: async () => {
      const { backupKey } = await store.read()
      await store.clear()
      if (backupKey !== undefined) await store.change((draft) => ({ ...draft, backupKey }))
      return show(await store.read())
    },
    invited: async (token) => invited(invitedBy(await store.read(), token)),
    accept: async (token, password, signal) => {
      let mine: PersonDraft | undefined
      // The link is taken before the password is tried: of two that come at once only one is.
      await store.change((draft) => {
        const person = invitedBy(draft, token)
        if (person?.invite === undefined || standingOf(person.invite, clock.now()) !== 'open') return draft
        mine = person
        const held: Invite = { ...person.invite, lockedAt: clock.now() }
        return { ...draft, people: draft.people.map((each) => (each === person ? { ...each, invite: held } : each)) }
      })
      if (mine === undefined) return invited(invitedBy(await store.read(), token))
      const { name } = mine
      await setPassword(name, tidy(password).text)
      const isRefused = personOf(await check(name, signal).catch(() => store.read()), name).isRefused === true
      const draft = await changePerson(name, (person) => settled(person, clock.now(), isRefused))
      return invited(personOf(draft, name))
    },
  }
}

/** The pair was looked at with other servers or another app. */
const unchecked = (people: readonly PersonDraft[]): PersonDraft[] => people.map(({ checkedAt: _before, ...person }) => ({ ...person, found: { left: [], right: [] } }))

const typedFound = (password: string | undefined): readonly Found[] => (password !== undefined && maybeAccountPassword(password) ? [{ code: 'typed-account-password' }] : [])

function withInvite(person: PersonDraft, invite: PersonDraft['invite']): PersonDraft {
  if (invite === undefined) return person
  const { password: _before, checkedAt: _then, ...rest } = person
  return { ...rest, isRefused: false, found: { ...person.found, left: [] }, invite }
}

/** Where the server did not answer, the link can be used again; the password that was given is forgotten then. */
function settled({ invite, password, ...person }: PersonDraft, now: number, isRefused: boolean): PersonDraft {
  if (invite === undefined) return person
  const { lockedAt: _taken, ...open } = invite
  if (isRefused) return { ...person, invite: { ...open, lockedAt: now } }
  const isKept = password !== undefined && !isInTheWay(person.found.left)
  return isKept ? { ...person, password, invite: { ...open, usedAt: now } } : { ...person, invite: open }
}

const isBackedUp = (text: string | undefined): boolean => text !== undefined && /^backup:/m.test(text)

function readNow(readFile: ReadFile, file: string): string | undefined {
  try {
    return readFile(file)
  } catch {
    return undefined
  }
}
