import type { Operation } from '../domain/operation.ts'
import type { Side } from '../domain/side.ts'
import { explain, type Explained } from '../reconcile/explain.ts'
import { indexFolders } from '../reconcile/folder-index.ts'
import type { PairStore } from './ports.ts'

/** One sentence for each operation, with what the store knows of folders and messages. `names` is how people call the two clouds. */
export async function explainOperations(operations: readonly Operation[], store: PairStore, names: Readonly<Record<Side, string>>): Promise<Explained[]> {
  const folders = indexFolders(await store.folders(), await store.folderBindings())
  const items = new Map((await store.itemsByRef(operations.flatMap(itemsNamed))).map((item) => [item.ref, item]))
  return operations.map((operation) => explain(operation, { folders, names, item: (ref) => items.get(ref) }))
}

const itemsNamed = (operation: Operation): string[] =>
  operation.kind === 'bind' ? [operation.left, operation.right] : 'item' in operation ? [operation.item] : []
