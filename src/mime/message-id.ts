/**
 * A Message-ID as messages are known by it, in brackets; nothing where there is none. RFC 5322 lets no space into it, senders put
 * it there all the same or leave the brackets out, and every cloud makes something else of that.
 */
export function messageIdOf(text: string): string | undefined {
  const trimmed = text.trim()
  const id = /^<[^<>]*>/.exec(trimmed)?.[0].replace(/\s/g, '') ?? trimmed.split(/\s/)[0] ?? ''
  if (id === '') return undefined
  return `${id.startsWith('<') ? '' : '<'}${id}${id.endsWith('>') ? '' : '>'}`
}
