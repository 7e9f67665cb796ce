import type { SeenMessage } from './dingtalk-person.ts'
import type { Cloud } from './places.ts'

/** Takes messages out of two mailboxes, each at most once on either side. */
export interface Drawer {
  /** How many different messages there were at the start. */
  readonly size: number
  /** One that lies on both sides, outside the trash and asking for no receipt. */
  pair(): Readonly<Record<Cloud, SeenMessage>> | undefined
  /** The same of one side, whether or not the other has it. */
  live(on: Cloud): SeenMessage | undefined
  trashed(on: Cloud): SeenMessage | undefined
  /** An unread one that asks for a receipt. */
  wantsReceipt(on: Cloud): SeenMessage | undefined
}

/** In the order of Message-IDs, shuffled by `random`, whatever ids the clouds gave. Message-IDs that occur twice on a side are left alone. */
export function drawMessages(mailboxes: Readonly<Record<Cloud, readonly SeenMessage[]>>, random: () => number): Drawer {
  const single = { dingtalk: singles(mailboxes.dingtalk), outlook: singles(mailboxes.outlook) }
  const order = shuffled([...new Set([...single.dingtalk.keys(), ...single.outlook.keys()])].sort(), random)
  const drawn = new Set<string>()
  const draw = <T>(look: (messageId: string) => T | undefined): T | undefined => {
    for (const messageId of order) {
      const found = drawn.has(messageId) ? undefined : look(messageId)
      if (found === undefined) continue
      drawn.add(messageId)
      return found
    }
    return undefined
  }
  const asksForReceipt = (id: string) => single.dingtalk.get(id)?.wantsReceipt === true || single.outlook.get(id)?.wantsReceipt === true
  const ordinary = (on: Cloud, id: string) => {
    const message = single[on].get(id)
    return message === undefined || message.folder === 'trash' || message.folder === 'drafts' || asksForReceipt(id) ? undefined : message
  }
  return {
    size: order.length,
    pair: () =>
      draw((id) => {
        const [dingtalk, outlook] = [ordinary('dingtalk', id), ordinary('outlook', id)]
        return dingtalk === undefined || outlook === undefined ? undefined : { dingtalk, outlook }
      }),
    live: (on) => draw((id) => ordinary(on, id)),
    trashed: (on) => draw((id) => (single[on].get(id)?.folder === 'trash' ? single[on].get(id) : undefined)),
    wantsReceipt: (on) =>
      draw((id) => {
        const message = single[on].get(id)
        return message !== undefined && asksForReceipt(id) && !message.read && message.folder !== 'trash' ? message : undefined
      }),
  }
}

function singles(messages: readonly SeenMessage[]): Map<string, SeenMessage> {
  const counts = new Map<string, number>()
  for (const { messageId } of messages) counts.set(messageId, (counts.get(messageId) ?? 0) + 1)
  return new Map(messages.filter(({ messageId }) => counts.get(messageId) === 1).map((message) => [message.messageId, message]))
}

function shuffled(names: string[], random: () => number): string[] {
  for (let at = names.length - 1; at > 0; at--) {
    const swap = Math.floor(random() * (at + 1))
    const [a, b] = [names[at] ?? '', names[swap] ?? '']
    names[at] = b
    names[swap] = a
  }
  return names
}
