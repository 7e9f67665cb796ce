const { schemas } = (await import(import.meta.resolve('@softeria/ms-365-mcp-server/dist/generated/client.js'))) as { readonly schemas: Readonly<Record<string, GraphSchema>> }

/** A zod schema of that package, which has a zod of its own: only what is used here. */
export interface GraphSchema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: readonly object[] } }
  readonly _def: {
    readonly typeName: string
    readonly innerType?: GraphSchema
    readonly type?: GraphSchema
    readonly getter?: () => GraphSchema
  }
  readonly shape?: Readonly<Record<string, GraphSchema>>
}

/** A schema that `@softeria/ms-365-mcp-server` made from Microsoft's description of Graph. */
export function graphSchema(name: string): GraphSchema {
  const schema = schemas[name]
  if (schema === undefined) throw new Error(`no schema ${name}`)
  return schema
}

/** Paths of properties that the schema does not know. It lets them pass; a cloud does not send what it never described. OData annotations are no properties. */
export function strangers(schema: GraphSchema | undefined, value: unknown, path = ''): string[] {
  if (schema === undefined || typeof value !== 'object' || value === null) return []
  const { _def: definition, shape } = schema
  const { innerType, getter, type } = definition
  const inner = innerType ?? getter?.()
  if (inner !== undefined) return strangers(inner, value, path)
  if (Array.isArray(value)) return value.flatMap((item, at) => strangers(type, item, `${path}[${at}]`))
  if (shape === undefined) return []
  return Object.entries(value).flatMap(([name, inside]) => {
    if (name.includes('@')) return []
    return name in shape ? strangers(shape[name], inside, `${path}.${name}`) : [`${path}.${name}`]
  })
}
