import { z } from 'zod'
import { optionHelp, type OptionHelp } from './option.ts'

/** One place in the tree of options. */
export interface OptionNode {
  /** `pairs[].outlook.tenant` is `['pairs', '[]', 'outlook', 'tenant']`. */
  readonly path: readonly string[]
  readonly about: OptionHelp | undefined
  readonly optional: boolean
  readonly default: unknown
  readonly kind: 'group' | 'list' | 'scalar'
  /** For a reader: `text`, `number`, `true or false`, or the words of a choice. */
  readonly type: string
  readonly children: readonly OptionNode[]
}

/** The options of `schema` as a tree, in the order in which they are written down. */
export function walkOptions(schema: z.ZodType, path: readonly string[] = []): OptionNode {
  const outer = unwrap(schema)
  const { inner } = outer
  const common = { path, about: outer.about, optional: outer.optional, default: outer.default }
  if (inner instanceof z.ZodObject) {
    const children = Object.entries(inner.shape).map(([key, child]) => walkOptions(child as z.ZodType, [...path, key]))
    return { ...common, kind: 'group', type: 'group', children }
  }
  if (inner instanceof z.ZodArray) return { ...common, kind: 'list', type: 'list', children: [walkOptions(inner.element as z.ZodType, [...path, '[]'])] }
  return { ...common, kind: 'scalar', type: typeName(inner), children: [] }
}

/** Every option that holds a value, with its group left out. */
export const scalars = (node: OptionNode): readonly OptionNode[] => (node.kind === 'scalar' ? [node] : node.children.flatMap(scalars))

interface Unwrapped {
  readonly inner: z.ZodType
  readonly about: OptionHelp | undefined
  readonly optional: boolean
  readonly default: unknown
}

/** Takes off what says "may be left out", keeping the outermost help and default. */
function unwrap(schema: z.ZodType): Unwrapped {
  const about = optionHelp(schema)
  if (schema instanceof z.ZodDefault) return over(unwrap(schema.unwrap() as z.ZodType), { about, optional: true, default: schema.def.defaultValue })
  if (schema instanceof z.ZodPrefault) return over(unwrap(schema.unwrap() as z.ZodType), { about, optional: true, default: undefined })
  if (schema instanceof z.ZodOptional) return over(unwrap(schema.unwrap() as z.ZodType), { about, optional: true, default: undefined })
  if (schema instanceof z.ZodPipe) {
    const inner = schema.in instanceof z.ZodTransform ? schema.out : schema.in
    return over(unwrap(inner as z.ZodType), { about, optional: false, default: undefined })
  }
  return { inner: schema, about, optional: false, default: undefined }
}

const over = (below: Unwrapped, above: Omit<Unwrapped, 'inner'>): Unwrapped => ({
  inner: below.inner,
  about: above.about ?? below.about,
  optional: above.optional || below.optional,
  default: above.default ?? below.default,
})

function typeName(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map((word) => `\`${String(word)}\``).join(', ')
  if (schema instanceof z.ZodBoolean) return '`true` or `false`'
  if (schema instanceof z.ZodNumber) return 'number'
  return 'text'
}
