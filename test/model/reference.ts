import { other, SIDES, type Bond, type Facts, type Folder, type Mail, type Marks, type Message, type Policy, type Role, type Side } from './mailboxes.ts'

/*
 * What both mailboxes must look like, worked out from what people did and from the rules that are written down, in plain
 * objects and without a line of `src/reconcile`. Folders of both sides that are one share a `place`; two messages that are one
 * share a `Bond`.
 */

const ROLES: readonly Role[] = ['inbox', 'sent', 'junk', 'trash']

export class Reference {
  readonly folders: Record<Side, Folder[]>
  readonly messages: Record<Side, Set<Message>> = { left: new Set(), right: new Set() }
  bonds: Bond[] = []
  readonly #facts: Facts

  constructor(facts: Facts) {
    this.#facts = facts
    const places = ROLES.map(() => ({}))
    const own = (side: Side): Folder[] => [
      ...ROLES.map((role, at) => ({ side, role, name: role, place: places[at] ?? {} })),
      ...facts.ownFolders[side].map((name) => ({ side, name, place: {} })),
    ]
    this.folders = { left: own('left'), right: own('right') }
  }

  // What people do.

  deliver(side: Side, folder: Folder, mail: Mail, marks: Marks): Message {
    const message: Message = { side, mail, folder, marks: { ...marks }, id: {}, gone: false }
    this.messages[side].add(message)
    return message
  }

  mark(message: Message, change: Partial<Marks>): void {
    message.marks = { ...message.marks, ...change }
  }

  move(message: Message, folder: Folder): void {
    if (message.folder === folder) return
    message.folder = folder
    if (message.side === this.#facts.newIds) message.id = {}
  }

  expunge(message: Message): void {
    message.gone = true
    this.messages[message.side].delete(message)
  }

  createFolder(side: Side, name: string): Folder {
    const folder = { side, name, place: {} }
    this.folders[side].push(folder)
    return folder
  }

  // What the sync must do.

  /** A look at one side. Nothing but this tells whether a message that is gone went through the trash. */
  look(side: Side): void {
    for (const message of this.messages[side]) {
      message.seenIn = message.folder
      message.kind ??= message.folder.role === 'sent' ? 'sent' : 'received'
    }
  }

  /** Everything that was remembered is lost; the mailboxes are as they are. */
  forget(): void {
    this.bonds = []
    for (const side of SIDES) {
      for (const folder of this.folders[side]) {
        if (folder.role === undefined) folder.place = {}
        delete folder.agreed
      }
      for (const message of this.messages[side]) {
        delete message.bond
        delete message.seenIn
        if (message.copyOf === undefined) delete message.kind
      }
    }
  }

  sync(policy: Policy): void {
    for (const side of SIDES) this.look(side)
    this.#joinFolders(policy)
    while (this.#meet()) {}
    for (const bond of this.bonds) if (bond.isOpen) this.#settle(bond, policy)
    for (const side of SIDES) for (const message of [...this.messages[side]]) if (message.bond === undefined) this.#copy(message)
  }

  /** Nothing is left over on either side: each message has a partner, or is a superseded copy in the trash. */
  isInStep(): boolean {
    return SIDES.every((side) => [...this.messages[side]].every(({ bond, folder }) => bond?.isOpen === true || (bond !== undefined && bond.left !== bond.right && folder.role === 'trash' && isLone(bond))))
  }

  #joinFolders(policy: Policy): void {
    for (const left of this.folders.left) {
      const right = this.folders.right.find(({ place }) => place === left.place)
      if (right === undefined || left.role !== undefined) continue
      const changed = { left: left.name !== left.agreed, right: right.name !== right.agreed }
      const name = changed.left && (!changed.right || policy.conflictsWonBy === 'left') ? left.name : right.name
      left.name = right.name = left.agreed = right.agreed = name
    }
    for (const side of SIDES) {
      for (const folder of this.folders[side]) {
        if (folder.role !== undefined || folder.agreed !== undefined) continue
        const twin = this.folders[other(side)].find(({ role, agreed, name }) => role === undefined && agreed === undefined && name === folder.name)
        const joined = twin ?? this.createFolder(other(side), folder.name)
        joined.place = folder.place
        folder.agreed = joined.agreed = folder.name
      }
    }
  }

  /** One round of first meetings. @returns whether anybody met */
  #meet(): boolean {
    const before = this.bonds.length
    const open = (side: Side): Message[] => [...this.messages[side]].filter(({ bond }) => bond === undefined).sort(inOrder)
    const byMark = (isLast: boolean): void => {
      for (const side of SIDES) {
        for (const copy of open(side)) {
          const original = open(other(side)).find(({ id }) => id === copy.copyOf)
          if (original !== undefined && (isLast || !isInTrash(copy) || isInTrash(original))) this.#bond(original, copy)
        }
      }
    }
    const pairUp = (isSame: (left: Message, right: Message) => boolean): void => {
      for (const left of open('left')) {
        const right = open('right').find((candidate) => isSame(left, candidate))
        if (right !== undefined) this.#bond(left, right)
      }
    }
    byMark(false)
    const isOne = (left: Message, right: Message): boolean => left.kind === right.kind && this.#identity(left) === this.#identity(right)
    const isCopyOf = (left: Message, right: Message): boolean => (left.copyOf ?? right.copyOf) !== undefined && left.mail.serial === right.mail.serial && this.#identity(left) === this.#identity(right)
    for (const isSame of [isOne, isCopyOf]) {
      pairUp((left, right) => isSame(left, right) && left.folder.place === right.folder.place)
      pairUp(isSame)
    }
    pairUp((left, right) => left.copyOf === undefined && right.copyOf === undefined && this.#headline(left) !== undefined && this.#headline(left) === this.#headline(right))
    for (const side of SIDES) for (const message of open(side)) this.#takeOver(message)
    byMark(true)
    for (const side of SIDES) for (const copy of open(side)) if (copy.copyOf !== undefined) this.#leave(copy)
    return this.bonds.length > before
  }

  /** A message that was delivered after we copied it here takes the place of our copy. */
  #takeOver(message: Message): void {
    if (message.copyOf !== undefined || message.kind !== 'received' || message.mail.id === undefined) return
    const originalOf = ({ bond }: Message): Message | undefined => (bond?.isOpen === true && bond[other(message.side)]?.gone === false ? bond[other(message.side)] : undefined)
    const copies = [...this.messages[message.side]].filter((one) => one.copyOf !== undefined && one.kind === message.kind && originalOf(one) !== undefined).sort(inOrder)
    const copy = copies.find((one) => this.#identity(one) === this.#identity(message)) ?? copies.find((one) => this.#headline(one) === this.#headline(message))
    const original = copy === undefined ? undefined : originalOf(copy)
    if (copy?.bond === undefined || original === undefined) return
    this.bonds.splice(this.bonds.indexOf(copy.bond), 1)
    delete copy.bond
    this.#bond(original, message)
    this.#leave(copy, true)
  }

  /** A copy whose original is elsewhere by now is nobody's partner; where something took its place it goes to trash. */
  #leave(copy: Message, isSuperseded = false): void {
    const isOriginal = ({ id, mail, copyOf, bond }: Message): boolean =>
      id === copy.copyOf || (copyOf === undefined && bond?.isOpen === true && mail.serial === copy.mail.serial && mail.id === copy.mail.id && (mail.id !== undefined || mail.body === copy.mail.body))
    const original = [...this.messages[other(copy.side)]].find(isOriginal)
    if (isSuperseded || original !== undefined) this.move(copy, this.#folder(copy.side, 'trash'))
    this.#close({ [copy.side]: copy, isOpen: false, place: {}, base: bases(copy, copy) })
  }

  #close(bond: Bond): void {
    bond.isOpen = false
    if (!this.bonds.includes(bond)) this.bonds.push(bond)
    for (const side of SIDES) if (bond[side] !== undefined) bond[side].bond = bond
  }

  #bond(a: Message, b: Message): void {
    const [left, right] = a.side === 'left' ? [a, b] : [b, a]
    const bond: Bond = { left, right, isOpen: true, isNew: true, place: left.folder.place, base: bases(left, right) }
    left.bond = right.bond = bond
    this.bonds.push(bond)
  }

  /** Two messages become one without a common past: marks add up, and what is in one trash only comes back. */
  #introduce(bond: Bond, left: Message, right: Message, policy: Policy): void {
    if (left.folder.place !== right.folder.place) {
      const follower = isInTrash(left) ? left : isInTrash(right) ? right : policy.conflictsWonBy === 'left' ? right : left
      this.#follow(follower, follower === left ? right : left)
    }
    const none: Marks = { read: false, flag: 'none', answered: false, tags: '' }
    const flag = left.marks.flag === right.marks.flag ? left.marks.flag : 'none'
    mergeMarks(left, right, { left: { ...none, flag }, right: { ...none, flag } }, policy)
    delete bond.isNew
    this.#agree(bond)
  }

  #settle(bond: Bond, policy: Policy): void {
    const { left, right } = bond
    if (left === undefined || right === undefined) return
    if (bond.isNew === true) return this.#introduce(bond, left, right, policy)
    if (left.gone || right.gone) {
      if (!left.gone || !right.gone) this.#afterLoss(bond, left.gone ? right : left, left.gone ? left : right, policy)
      this.#close(bond)
      return
    }
    const moved = SIDES.filter((side) => bond[side]?.folder.place !== bond.place)
    if (moved.length === 2 && left.folder.place !== right.folder.place) {
      const follower = isInTrash(left) ? left : isInTrash(right) ? right : policy.conflictsWonBy === 'left' ? right : left
      this.#follow(follower, follower === left ? right : left)
    } else if (moved.length === 1) {
      const [mover, stayer] = moved[0] === 'left' ? [left, right] : [right, left]
      if (isInTrash(mover) && isWanted(stayer, bond)) this.#follow(mover, stayer)
      else this.#follow(stayer, mover)
    }
    mergeMarks(left, right, bond.base, policy)
    this.#agree(bond)
  }

  /** Seen in the trash before it went: a deletion, which crosses unless the other was changed. Else it left, and the policy decides. */
  #afterLoss(bond: Bond, rest: Message, lost: Message, policy: Policy): void {
    if (isInTrash(rest)) return
    const wasDeleted = lost.seenIn?.role === 'trash'
    const isEdited = isWanted(rest, bond) || rest.folder.place !== bond.place
    if (wasDeleted ? !isEdited : policy.departed === 'trash') this.move(rest, this.#folder(rest.side, 'trash'))
  }

  #copy(message: Message): void {
    const side = other(message.side)
    const marks = side === 'left' ? { ...message.marks, flag: onLeft(message.marks.flag), tags: '' } : message.marks
    const folder = this.#twin(message.folder)
    const copy: Message = { side, mail: message.mail, folder, marks: { ...marks }, id: {}, copyOf: message.id, kind: message.kind ?? 'received', seenIn: folder, gone: false }
    this.messages[side].add(copy)
    const [left, right] = side === 'left' ? [copy, message] : [message, copy]
    const bond = { left, right, isOpen: true, place: folder.place, base: bases(left, right) }
    left.bond = right.bond = bond
    this.bonds.push(bond)
  }

  #follow(message: Message, leader: Message): void {
    this.move(message, this.#twin(leader.folder))
  }

  #agree(bond: Bond): void {
    if (bond.left === undefined || bond.right === undefined) return
    bond.place = bond.left.folder.place
    bond.base = bases(bond.left, bond.right)
    for (const side of SIDES) if (bond[side] !== undefined) bond[side].seenIn = bond[side].folder
  }

  #twin(folder: Folder): Folder {
    const twin = this.folders[other(folder.side)].find(({ place }) => place === folder.place)
    if (twin === undefined) throw new Error(`the model has no partner of the folder ${folder.name}`)
    return twin
  }

  #folder(side: Side, role: Role): Folder {
    return this.folders[side].find((folder) => folder.role === role) as Folder
  }

  /** Equal for messages that are one, if both were sent or both received: Message-ID (else the received second) and content. */
  #identity({ mail, side, copyOf, id }: Message): string | object {
    if (mail.id === undefined && side === this.#facts.assignsIds && copyOf === undefined) return id
    return JSON.stringify([mail.id ?? mail.serial, mail.subject, mail.body])
  }

  /** Equal for one mail that arrived with different content. */
  #headline({ mail, kind }: Message): string | undefined {
    return mail.id === undefined ? undefined : JSON.stringify([mail.id, kind, mail.subject])
  }
}

const isInTrash = ({ folder }: Message): boolean => folder.role === 'trash'
const isLone = ({ left, right }: Bond): boolean => left === undefined || right === undefined

/** Older before newer; of the same second, our copies before what was delivered. */
const inOrder = (a: Message, b: Message): number => a.mail.serial - b.mail.serial || Number(b.copyOf !== undefined) - Number(a.copyOf !== undefined)

const bases = (left: Message, right: Message): Record<Side, Marks> => ({ left: { ...left.marks }, right: { ...right.marks } })

/** Changed in a way that shows that somebody still wants it: anything but having been read. */
function isWanted({ side, marks }: Message, bond: Bond): boolean {
  const base = bond.base[side]
  return base.flag !== marks.flag || base.answered !== marks.answered || base.tags !== marks.tags
}

const onLeft = (flag: Marks['flag']): Marks['flag'] => (flag === 'complete' ? 'none' : flag)

/** Each mark for itself: who changed it tells the other; where both did, and differ, the policy decides. Tags stay on the right. */
function mergeMarks(left: Message, right: Message, base: Record<Side, Marks>, policy: Policy): void {
  for (const name of ['read', 'answered', 'flag'] as const) {
    const changed = SIDES.filter((side) => base[side][name] !== (side === 'left' ? left : right).marks[name])
    if (changed.length === 0) continue
    const isSame = left.marks[name] === right.marks[name] || (name === 'flag' && left.marks.flag === onLeft(right.marks.flag))
    if (changed.length === 2 && isSame) continue
    const from = changed.length === 2 ? policy.conflictsWonBy : changed[0]
    if (from === 'left') right.marks = { ...right.marks, [name]: left.marks[name] }
    else left.marks = { ...left.marks, [name]: name === 'flag' ? onLeft(right.marks.flag) : right.marks[name] }
  }
}
