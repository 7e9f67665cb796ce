import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './data-table.module.css'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers end where the others end. */
  readonly isNumber?: boolean
  /** The title is read aloud and not shown: for buttons. */
  readonly isBare?: boolean
  /** Without blanks to be broken at, such as an address: it is broken anywhere. */
  readonly isLong?: boolean
  /** As little room as it needs. */
  readonly isNarrow?: boolean
  /** The first says its title too where there is no room for columns. */
  readonly isTitled?: boolean
}

interface DataTableProps<Row> {
  /** What is listed: read aloud. */
  readonly label: string
  /** The first names the row. */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Shown where there are none. */
  readonly empty?: ReactNode
}

/** Rows of the same kind. Where there is no room for columns each row becomes a small list of its own. */
export function DataTable<Row>({ label, columns, rows, keyOf, empty }: DataTableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  return (
    <div className={styles['room']}>
      {/* The roles are said again because a browser forgets them where a table is not laid out as one. */}
      <table className={styles['table']} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.title} role="columnheader" scope="col" className={looksOf(column)}>
                {column.isBare === true ? <span className="hidden-but-read">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.title} role="rowheader" scope="row" className={classes(styles['first'], looksOf(column))} {...(column.isTitled === true ? { 'data-title': column.title } : {})}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <Cell key={column.title} column={column}>
                    {column.cell(row)}
                  </Cell>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What stands where there is nothing to tell. Where each row is a list of its own it is left out. */
const NOTHING = '–'

function Cell({ column, children }: { readonly column: Column<never>; readonly children: ReactNode }) {
  return (
    <td role="cell" className={classes(looksOf(column), children === NOTHING && styles['nothing'])} {...(column.isBare === true ? {} : { 'data-title': column.title })}>
      {children}
    </td>
  )
}

const looksOf = ({ isNumber = false, isLong = false, isNarrow = false, isBare = false }: Column<never>): string => classes(isNumber && styles['number'], isLong && styles['long'], isNarrow && styles['narrow'], isBare && styles['bare'])
