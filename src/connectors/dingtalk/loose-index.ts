import type { JoinKeys } from './join-index.ts'

interface Loose {
  readonly id: string
  readonly keys: JoinKeys
}

/** Messages of IMAP whose ids on the OpenAPI are not known, to be found by what the OpenAPI tells. */
export class LooseIndex {
  readonly #byMessageId = new Map<string, Loose[]>()
  readonly #byArrival = new Map<string, Loose[]>()

  add(id: string, folderId: string, keys: JoinKeys): void {
    if (keys.messageId !== undefined) push(this.#byMessageId, `${folderId} ${keys.messageId}`, { id, keys })
    push(this.#byArrival, `${folderId} ${keys.arrival}`, { id, keys })
  }

  remove(id: string, folderId: string, keys: JoinKeys): void {
    for (const [map, key] of [[this.#byMessageId, keys.messageId], [this.#byArrival, keys.arrival]] as const) {
      const left = (map.get(`${folderId} ${key}`) ?? []).filter((each) => each.id !== id)
      if (left.length === 0) map.delete(`${folderId} ${key}`)
      else map.set(`${folderId} ${key}`, left)
    }
  }

  /** The one that came at this second in this size, and has this Message-ID if both have one. */
  find(keys: JoinKeys, folderId: string): Loose | undefined {
    const arrived = this.#byArrival.get(`${folderId} ${keys.arrival}`) ?? []
    const same = arrived.filter((each) => each.keys.messageId === keys.messageId)
    const exact = same.length > 0 ? same : arrived.filter((each) => each.keys.messageId === undefined || keys.messageId === undefined)
    return exact.length === 1 ? exact[0] : undefined
  }

  /** The one that has this Message-ID, whenever it came. */
  findNamed({ messageId }: JoinKeys, folderId: string): Loose | undefined {
    const named = messageId === undefined ? [] : (this.#byMessageId.get(`${folderId} ${messageId}`) ?? [])
    return named.length === 1 ? named[0] : undefined
  }

  /** Whether another cannot be told from a message with these keys. */
  hasTwins(keys: JoinKeys, folderId: string): boolean {
    const arrived = this.#byArrival.get(`${folderId} ${keys.arrival}`) ?? []
    return arrived.filter((each) => each.keys.messageId === keys.messageId).length > 1
  }
}

function push(map: Map<string, Loose[]>, key: string, loose: Loose): void {
  const held = map.get(key)
  if (held === undefined) map.set(key, [loose])
  else if (!held.some(({ id }) => id === loose.id)) held.push(loose)
}
