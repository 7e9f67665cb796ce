/** A folder on the way from the top to another, as Graph names it. */
export interface NamedStep {
  readonly name: string
  readonly isInbox: boolean
}

/**
 * The path of a folder over IMAP, with `/` between the names. The inbox is called INBOX in every language (RFC 3501 §5.1).
 * Nothing where it would be ambiguous: no public document says how Exchange writes a `/` in a name, or another folder called inbox.
 */
export function imapPathOf(steps: readonly NamedStep[]): string | undefined {
  const isUnclear = steps.some(({ name, isInbox }, depth) => !isInbox && (/[/\\\u0000-\u001f\u007f]/.test(name) || (depth === 0 && name.toLowerCase() === 'inbox')))
  return isUnclear || steps.length === 0 ? undefined : steps.map(({ name, isInbox }) => (isInbox ? 'INBOX' : name)).join('/')
}
