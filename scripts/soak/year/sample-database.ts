import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Rows by table, and the size of the file with its log. */
export function sampleDatabase(path: string): { readonly rows: Readonly<Record<string, number>>; readonly mb: number } {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%'").all()
    const rows = tables.map(({ name }) => [String(name), Number(database.prepare(`select count(*) as many from "${String(name)}"`).get()?.['many'])] as const)
    return { rows: Object.fromEntries(rows), mb: statSync(path).size / 2 ** 20 }
  } finally {
    database.close()
  }
}
