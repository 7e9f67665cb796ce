/** A request path taken apart: version, user and the rest, with keys in parentheses and namespaces resolved. */
export interface GraphAddress {
  readonly version: string
  /** Id or UPN; `me` for the signed-in user; absent when the path names none. */
  readonly user: string | undefined
  /** Segments after the user, nested folders and messages shortened to the innermost. */
  readonly segments: readonly string[]
  /** Folder that a message was addressed through. */
  readonly withinFolder: string | undefined
}

/** Names in an address; they are known in any case, and ids and aliases are none of them. */
const NAMES = [
  ...['users', 'me', 'mailFolders', 'childFolders', 'messages', 'attachments', 'subscriptions', 'delta', 'move', 'copy', 'send', 'sendMail'],
  ...['permanentDelete', 'importMime', 'createUploadSession', 'reauthorize', 'mailboxSettings', 'userPurpose', 'messageRules'],
  ...['reports', 'authenticationMethods', 'userRegistrationDetails', 'policies', 'identitySecurityDefaultsEnforcementPolicy'],
]
const CANONICAL: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]))

/** Understands `mailFolders('inbox')`, `delta()` and `microsoft.graph.delta()` as well as plain segments. */
export function parseAddress(path: string): GraphAddress {
  const [version = '', ...raw] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  const segments = raw.flatMap(split)
  const first = segments[0]
  const user = first === 'me' ? 'me' : first === 'users' ? segments[1] : undefined
  const rest = segments.slice(first === 'me' ? 1 : user === undefined ? 0 : 2)
  return { version, user, ...shorten(rest) }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function split(segment: string): string[] {
  const name = segment.replace(/^microsoft\.graph\./i, '').replace(/\(\)$/, '')
  const keyed = /^([A-Za-z]+)\('(.*)'\)$/.exec(name)
  const named = (text: string): string => CANONICAL.get(text.toLowerCase()) ?? text
  return keyed === null ? [named(name)] : [named(keyed[1] ?? ''), (keyed[2] ?? '').replaceAll("''", "'")]
}

function shorten(segments: string[]): { segments: string[]; withinFolder: string | undefined } {
  let rest = segments
  while (rest[0] === 'mailFolders' && rest[2] === 'childFolders' && rest[3] !== undefined) rest = ['mailFolders', ...rest.slice(3)]
  const message = rest[3]
  if (rest[0] !== 'mailFolders' || rest[2] !== 'messages' || message === undefined || message === 'delta')
    return { segments: rest, withinFolder: undefined }
  return { segments: rest.slice(2), withinFolder: rest[1] }
}
