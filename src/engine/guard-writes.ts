import type { Mailbox } from '../connectors/connector.ts'

const WRITES: ReadonlySet<PropertyKey> = new Set<keyof Mailbox>(['create', 'finishCreated', 'mark', 'move', 'resumeMove', 'strip', 'remove', 'createFolder', 'changeFolder', 'deleteFolder'])

/** The same mailbox, where every write first asks whether it may still be made. `mayWrite` rejects where it may not, and nothing is then sent. */
export function guardWrites(mailbox: Mailbox, mayWrite: () => Promise<void>): Mailbox {
  return new Proxy(mailbox, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (!WRITES.has(name)) return member.bind(target)
      return async (...args: unknown[]) => {
        await mayWrite()
        return Reflect.apply(member, target, args)
      }
    },
  })
}
