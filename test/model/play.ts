import assert from 'node:assert/strict'
import type { Command, Edit } from './commands.ts'
import { other, SIDES, type Facts, type Folder, type Mail, type Marks, type Message, type Policy, type Side } from './mailboxes.ts'
import { Reference } from './reference.ts'
import type { Handle, Outcome, Seen, World } from './world.ts'

const SUBJECTS = ['Quotation', 'Re: 報價']
const BODIES = ['Please find the prices below.', 'The container leaves on Friday.']
const SHARED_IDS = ['<list.1@shared.example>', '<list.2@shared.example>']
const BANNER = 'CAUTION: external sender.'
const UNMARKED: Marks = { read: false, flag: 'none', answered: false, tags: '' }

/** Plays one history on a world and on the reference at once, and compares them after every sync. `told` receives what happened, line by line. */
export async function playHistory(history: readonly Command[], world: World, facts: Facts, told: string[] = []): Promise<void> {
  const play = new Play(world, facts, told)
  for (const command of history) await play.carryOut(command)
  await play.carryOut({ do: 'sync' })
}

class Play {
  readonly #world: World
  readonly #reference: Reference
  readonly #told: string[]
  readonly #handles = new WeakMap<Message, Handle>()
  /** Folders of the side without lasting ids, by what happened in them since that side was last looked at. */
  readonly #disturbed = new Set<Folder>()
  readonly #renamed = new Set<Folder>()
  readonly #facts: Facts
  #policy: Policy = { conflictsWonBy: 'right', departed: 'keep' }
  readonly #delivered: Record<Side, Set<number>> = { left: new Set(), right: new Set() }
  #serials = 0
  #names = 0
  #isFresh = false

  constructor(world: World, facts: Facts, told: string[]) {
    this.#world = world
    this.#facts = facts
    this.#reference = new Reference(facts)
    this.#told = told
  }

  async carryOut(command: Command): Promise<void> {
    switch (command.do) {
      case 'deliver':
        return this.#deliver(command)
      case 'deliver-late':
        return this.#deliverLate(command)
      case 'edit':
        return this.#edit(choose(this.#candidates(command.side, command.edit), command.message), command.edit)
      case 'conflict': {
        const bonds = this.#reference.bonds.filter(({ isOpen, left, right }) => isOpen && left?.gone === false && right?.gone === false)
        const bond = choose(bonds, command.message)
        for (const side of SIDES) this.#edit(this.#candidates(side, command[side]).find((message) => message === bond?.[side]), command[side])
        return
      }
      case 'create-folder':
        return this.#createFolder(command.side, command.both)
      case 'rename-folder':
        return this.#renameFolders(command)
      case 'sync':
        return await this.#sync()
      case 'sync-broken':
        return await this.#syncBroken(command.by, command.after)
      case 'sync-refused':
        return await this.#syncRefused(command.by)
      case 'restart':
        this.#told.push('the process ends and starts again')
        return await this.#world.restart()
      case 'lose-database':
        return await this.#loseDatabase(command.anyTime)
      case 'policy':
        this.#policy = command.policy
        this.#told.push(`policy: ${JSON.stringify(command.policy)}`)
        return await this.#world.restart()
      case 'expire':
        return this.#expire(command.what)
    }
  }

  #deliver({ side, id, subject, body, folder, marks, both }: Extract<Command, { do: 'deliver' }>): void {
    const serial = ++this.#serials
    const ids = { own: `<m${serial}@own.example>`, none: undefined, shared: choose(SHARED_IDS, (body * 7) % 1) }
    const mail = { serial, id: ids[id], subject: choose(SUBJECTS, subject) ?? '', body: choose(BODIES, body) ?? '' }
    this.#put(side, mail, this.#arrival(side, folder), marks)
    if (both === 'no') return
    this.#put(other(side), both === 'banner' ? withBanner(mail) : mail, this.#arrival(other(side), (folder * 3) % 1), {})
  }

  /** A mail with a Message-ID of its own arrives on the other side as well, some time after it was there first. */
  #deliverLate({ message, folder, banner }: Extract<Command, { do: 'deliver-late' }>): void {
    const delivered = (side: Side) => [...this.#reference.messages[side]].filter(({ copyOf }) => copyOf === undefined)
    const alone = SIDES.flatMap((side) =>
      delivered(side).filter(({ mail, bond }) => mail.id?.endsWith('@own.example>') && !this.#delivered[other(side)].has(mail.serial) && bond?.isOpen !== false),
    )
    const first = choose(alone, message)
    if (first === undefined) return
    const inbox = this.#reference.folders[other(first.side)][0]
    const folders = [inbox, ...this.#reference.folders[other(first.side)].filter(isOrdinary)]
    this.#put(other(first.side), banner ? withBanner(first.mail) : first.mail, choose(folders, folder) as Folder, {})
  }

  #put(side: Side, mail: Mail, folder: Folder, marks: Partial<Marks>): void {
    const all = { ...UNMARKED, ...ableMarks(side, marks) }
    this.#note(`${side}: mail ${mail.serial} arrives in ${folder.name}: ${JSON.stringify({ id: mail.id, subject: mail.subject, body: mail.body, ...ableMarks(side, marks) })}`)
    this.#delivered[side].add(mail.serial)
    this.#handles.set(this.#reference.deliver(side, folder, mail, all), this.#world.people[side].deliver(folder, mail, all))
  }

  /** Mostly the inbox; also folders that rules sort into, and Sent. */
  #arrival(side: Side, pick: number): Folder {
    const folders = this.#reference.folders[side]
    const [inbox, sent] = folders
    return (pick < 0.5 ? inbox : pick < 0.65 ? sent : choose(folders.filter(isOrdinary), (pick - 0.65) / 0.35)) as Folder
  }

  #candidates(side: Side, { to }: Edit): Message[] {
    const all = [...this.#reference.messages[side]].filter((message) => this.#handles.has(message))
    if (to === 'mark') return all
    return all.filter(({ folder }) => (folder.role === 'trash') === (to === 'restore' || to === 'purge') && !this.#renamed.has(folder))
  }

  #edit(message: Message | undefined, edit: Edit): void {
    const handle = message === undefined ? undefined : this.#handles.get(message)
    if (message === undefined || handle === undefined) return
    const { side } = message
    const name = `${side}: ${tellMessage(message)}`
    if (edit.to === 'mark') {
      const change = ableMarks(side, edit.change)
      this.#note(`${name} is marked ${JSON.stringify(change)}`)
      this.#reference.mark(message, change)
      this.#world.people[side].mark(handle, change)
      return
    }
    if (side === this.#facts.newIds) this.#disturbed.add(message.folder)
    if (edit.to === 'purge' || edit.to === 'leave') {
      this.#note(`${name} goes for good`)
      this.#reference.expunge(message)
      return this.#world.people[side].expunge(handle)
    }
    const folders = this.#reference.folders[side]
    const target = edit.to === 'trash' ? folders.find(({ role }) => role === 'trash') : choose(folders.filter((folder) => isOrdinary(folder) || folder.role === 'inbox'), edit.folder)
    if (target === undefined || target === message.folder) return
    this.#note(`${name} goes to ${target.name}`)
    this.#reference.move(message, target)
    this.#world.people[side].move(handle, target)
  }

  #createFolder(side: Side, both: boolean): void {
    if (this.#reference.folders[side].length > 8) return
    const name = `Folder ${++this.#names}`
    for (const at of both ? SIDES : [side]) {
      this.#note(`${at}: folder "${name}" is made`)
      this.#world.people[at].createFolder(this.#reference.createFolder(at, name))
    }
  }

  /** Without lasting ids a folder is known again only by what it holds. */
  #renamable(side: Side): Folder[] {
    const holds = (folder: Folder): boolean => [...this.#reference.messages[side]].some((message) => message.folder === folder && message.seenIn === folder)
    const own = this.#reference.folders[side].filter((folder) => folder.role === undefined && !this.#isOwn(folder))
    return side === this.#facts.newIds ? own.filter((folder) => folder.agreed !== undefined && holds(folder) && !this.#disturbed.has(folder) && !this.#renamed.has(folder)) : own
  }

  #isOwn({ name }: Folder): boolean {
    return SIDES.some((side) => this.#facts.ownFolders[side].includes(name))
  }

  /** Perhaps under another name on the other side in the same moment. */
  #renameFolders({ side, folder, both }: Extract<Command, { do: 'rename-folder' }>): void {
    const chosen = choose(this.#renamable(side), folder)
    const twin = this.#renamable(other(side)).find(({ place }) => place === chosen?.place)
    this.#renameFolder(chosen)
    if (both) this.#renameFolder(twin)
  }

  #renameFolder(folder: Folder | undefined): void {
    if (folder === undefined) return
    const name = `Folder ${++this.#names}`
    this.#note(`${folder.side}: folder "${folder.name}" is renamed to "${name}"`)
    if (folder.side === this.#facts.newIds) this.#renamed.add(folder)
    this.#world.people[folder.side].renameFolder(folder, name)
    folder.name = name
  }

  #expire(what: 'tokens' | 'links' | 'uids'): void {
    if (what === 'uids' && this.#renamed.size > 0) return
    this.#told.push(`${what} expire`)
    this.#world.expire(what)
    if (what !== 'uids') return
    for (const message of this.#reference.messages[this.#facts.newIds]) message.id = {}
    for (const folder of this.#reference.folders[this.#facts.newIds]) this.#disturbed.add(folder)
  }

  async #loseDatabase(anyTime: boolean): Promise<void> {
    const isInStep = this.#isFresh && this.#reference.isInStep()
    if (!isInStep && (!anyTime || this.#hasDoubles())) return
    this.#told.push(`the database is deleted${isInStep ? ' while both are in step' : ''}`)
    await this.#world.loseDatabase()
    this.#reference.forget()
    await this.#sync(isInStep)
  }

  /** Whether one side has a mail twice, as delivered and as our copy: which of them is whose can then not be told for certain without memory. */
  #hasDoubles(): boolean {
    return SIDES.some((side) => new Set([...this.#reference.messages[side]].map(({ mail }) => mail.serial)).size < this.#reference.messages[side].size)
  }

  /** What a sync that breaks off leaves half done, the next one brings to the same end. */
  async #syncBroken(side: Side, after: number): Promise<void> {
    this.#told.push(`a sync that the ${side} side breaks off (${after})`)
    await this.#world.sync(this.#policy, { side, after: Math.max(after, 0.001) })
    await this.#world.restart()
    this.#isFresh = false
    await this.#sync()
  }

  async #syncRefused(by: Side): Promise<void> {
    this.#told.push(`a sync to which the ${by} side does not answer`)
    const outcome = await this.#world.sync(this.#policy, { side: by, after: 0 })
    assert.notEqual(outcome.stoppedBy, undefined, 'a sync that one side refuses says so')
    assert.equal(this.#world.writes(), 0, 'a sync that one side refuses writes nothing')
    this.#look(other(by))
    await this.#compare()
  }

  async #sync(wasInStep = this.#isFresh && this.#reference.isInStep()): Promise<void> {
    this.#told.push('a sync')
    const outcome = await this.#world.sync(this.#policy)
    assert.deepEqual(outcome, CLEAN, 'a sync comes to its end')
    for (const side of SIDES) this.#look(side)
    this.#reference.sync(this.#policy)
    await this.#compare()
    const writes = this.#world.writes()
    if (wasInStep) assert.equal(writes, 0, 'a sync of mailboxes that are in step writes nothing')
    assert.deepEqual(await this.#world.sync(this.#policy), CLEAN)
    assert.equal(this.#world.writes(), 0, 'the sync after a sync writes nothing')
    assert.equal(this.#world.sent(), 0, 'the sync makes no cloud send anything')
    this.#isFresh = true
  }

  #look(side: Side): void {
    this.#reference.look(side)
    if (side !== this.#facts.newIds) return
    this.#disturbed.clear()
    this.#renamed.clear()
  }

  /** Both mailboxes against the model; what the sync put there gets a handle. */
  async #compare(): Promise<void> {
    for (const side of SIDES) {
      const { folders, messages } = await this.#world.look(side)
      const expected = [...this.#reference.messages[side]]
      assert.deepEqual(
        messages.map((seen) => lineOf({ ...seen, id: this.#idOf(seen) })).sort(),
        expected.map((message) => lineOf({ ...message.mail, path: pathOf(message.folder), isCopy: message.copyOf !== undefined, marks: message.marks })).sort(),
        `the ${side} mailbox is as the model says (+ it is, - it should be)`,
      )
      assert.deepEqual([...folders].sort(), this.#reference.folders[side].map(pathOf).sort(), `the ${side} folders are as the model says`)
      for (const message of expected) {
        const same = messages.filter(({ serial, isCopy }) => serial === message.mail.serial && isCopy === (message.copyOf !== undefined))
        if (same.length === 1 && same[0] !== undefined) this.#handles.set(message, same[0].handle)
      }
    }
  }

  #idOf({ id }: Seen): string | undefined {
    return id?.endsWith('.example>') === true ? id : undefined
  }

  #note(line: string): void {
    this.#isFresh = false
    this.#told.push(line)
  }
}

const CLEAN: Outcome = { quiet: true, failed: 0, holds: 0, stoppedBy: undefined }

const isOrdinary = ({ role }: Folder): boolean => role === undefined || role === 'junk'

const pathOf = ({ role, name }: Folder): string => role ?? `/${name}`

const withBanner = (mail: Mail): Mail => ({ ...mail, body: `${BANNER} ${mail.body}` })

/** What a side can hold of it. */
function ableMarks(side: Side, { tags, flag, ...marks }: Partial<Marks>): Partial<Marks> {
  const able = side === 'left' && flag === 'complete' ? 'none' : flag
  return { ...marks, ...(able === undefined ? {} : { flag: able }), ...(tags === undefined || side === 'left' ? {} : { tags }) }
}

const choose = <Value>(values: readonly Value[], pick: number): Value | undefined => values[Math.floor(pick * values.length)]

const tellMessage = ({ mail, copyOf, folder }: Message): string => `${copyOf === undefined ? 'mail' : 'our copy of mail'} ${mail.serial} in ${folder.name}`

function lineOf({ serial, isCopy, path, id, subject, body, marks }: Omit<Seen, 'handle'>): string {
  const { read, flag, answered, tags } = marks
  const shown = [read ? 'read' : '', flag === 'none' ? '' : flag, answered ? 'answered' : '', tags].filter((mark) => mark !== '').join(' ')
  return `${path} | ${serial}${isCopy ? ' copy' : ''} | ${id ?? 'no id'} | ${subject} | ${body} | ${shown}`
}
