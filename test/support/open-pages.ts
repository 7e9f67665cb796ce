/** How the pages are closed that are open now. */
const open = new Set<() => Promise<void>>()

/** Remembers how a page is closed, once. */
export function rememberPage(close: () => Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (open.delete(once)) await close()
  }
  open.add(once)
  return once
}

/** Everybody leaves: before a service ends, as a page that still asks would complain that nobody answers. */
export async function leavePages(): Promise<void> {
  await Promise.all([...open].map((close) => close()))
}
