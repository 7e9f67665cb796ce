import type { Binding } from '../../src/domain/binding.ts'
import { FOLDER_ROLES, type Folder, type FolderRole } from '../../src/domain/folder.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { planFolders, type FolderContents } from '../../src/reconcile/plan-folders.ts'
import { parts } from './spec-tables.ts'

interface Told {
  readonly folder: Folder
  readonly path: string
  readonly binding: string | undefined
  readonly contents: FolderContents
}

const ENTRY = /^(?:#(\d+) )?(?:(\w+):)?([^\s(:]+)(?: \(was ([^)]+)\))?(?: (gone|in trash))?(?: holds (\d+))?(?: new (\d+))?$/
const NAMES = { forbidden: /\//, maxLength: 255, caseInsensitive: true }

/** What `planFolders` answers for an example of SPEC.md, in its words. */
export function planOfExample(left: string, right: string): string[] {
  const told = { left: tell('left', left), right: tell('right', right) }
  const all = [...told.left, ...told.right]
  const trashes = SIDES.filter((side) => told[side].some(({ folder }) => folder.parent === trashOf(side))).map((side): Folder => ({ ref: trashOf(side), side, id: trashOf(side), name: 'Trash', role: 'trash', presence: 'present' }))
  const numbers = [...new Set(all.flatMap(({ binding }) => binding ?? []))]
  const bindings = numbers.map((id): Binding => {
    const of = (side: Side) => told[side].find(({ binding }) => binding === id)?.folder.ref
    const [one, other] = [of('left'), of('right')]
    return { id, kind: 'folder', status: 'live', since: '', ...(one === undefined ? {} : { left: one }), ...(other === undefined ? {} : { right: other }) }
  })
  const plan = planFolders({
    folders: [...all.map(({ folder }) => folder), ...trashes],
    bindings,
    policy: DEFAULT_POLICY,
    names: { left: NAMES, right: NAMES },
    contents: new Map(all.map(({ folder, contents }) => [folder.ref, contents])),
  })
  const pathOf = new Map(all.map(({ folder, path }) => [folder.ref, path]))
  return plan.operations.map((operation) => inWords(operation, (ref) => pathOf.get(ref) ?? ref))
}

const trashOf = (side: Side): string => `${side} trash`

function tell(side: Side, cell: string): Told[] {
  const told: Told[] = []
  for (const entry of parts(cell, ';')) {
    const [, binding, role, path = '', was, end, holds = '0', fresh = '0'] = ENTRY.exec(entry) ?? []
    if (path === '') throw new Error(`SPEC.md: ${entry} is no folder`)
    const refOf = (at: string | undefined) => (at === undefined ? undefined : told.findLast((each) => each.path === at)?.folder.ref)
    const [parent, name] = split(path)
    const agreed = was === undefined ? [parent, name] as const : split(was)
    const folder: Folder = {
      ref: `${side} ${told.length}`,
      side,
      id: `${side} ${told.length}`,
      name,
      ...(end === 'in trash' ? { parent: trashOf(side) } : optional('parent', refOf(parent))),
      ...(role === undefined ? {} : { role: roleOf(role) }),
      presence: end === 'gone' ? 'gone' : 'present',
      ...(binding === undefined ? {} : { base: { name: agreed[1], ...optional('parent', refOf(agreed[0])) } }),
    }
    told.push({ folder, path, binding, contents: { present: Number(holds), arrived: Number(fresh) } })
  }
  return told
}

const split = (path: string): readonly [parent: string | undefined, name: string] => {
  const at = path.lastIndexOf('/')
  return at < 0 ? [undefined, path] : [path.slice(0, at), path.slice(at + 1)]
}

const optional = (key: 'parent', value: string | undefined): { parent?: string } => (value === undefined ? {} : { [key]: value })

function roleOf(name: string): FolderRole {
  const role = FOLDER_ROLES.find((each) => each === name)
  if (role === undefined) throw new Error(`SPEC.md: ${name} is no role`)
  return role
}

function inWords(operation: Operation, path: (ref: string) => string): string {
  switch (operation.kind) {
    case 'bind-folder':
      return `bind ${path(operation.left)} = ${path(operation.right)}`
    case 'create-folder':
      return `create ${path(operation.from)} on ${operation.on}`
    case 'change-folder':
      return `change ${path(operation.folder)} to ${operation.parent === undefined ? '' : `${path(operation.parent)}/`}${operation.name} on ${operation.on}`
    case 'delete-folder':
      return `delete ${path(operation.folder)} on ${operation.on}`
    case 'adopt-folder':
      return `adopt ${operation.binding}`
    case 'forget-folder':
      return `forget ${operation.binding}`
    default:
      return operation.kind
  }
}
