import { Fragment } from 'react'
import { Facts } from '../../parts/facts.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './paper.module.css'

/** A text of the service as it is read: headings, one table of names and what they stand for, numbered steps, and commands between backticks. */
export function Paper({ text }: { readonly text: string }) {
  return (
    <div className={styles['paper']}>
      {text
        .trim()
        .split(/\n{2,}/)
        .map((part) => (
          <Fragment key={part}>{partOf(part)}</Fragment>
        ))}
    </div>
  )
}

function partOf(part: string) {
  const lines = part.split('\n')
  const [first = ''] = lines
  if (/^#+ /.test(first)) return <h2>{first.replace(/^#+ /, '')}</h2>
  if (first.startsWith('|')) return <Facts of={lines.slice(2).map(cellsOf)} />
  if (/^\d+\. /.test(first))
    return (
      <ol>
        {lines.map((line) => (
          <li key={line}>
            <Words text={line.replace(/^\d+\. /, '')} />
          </li>
        ))}
      </ol>
    )
  return (
    <p>
      <Words text={part} />
    </p>
  )
}

function cellsOf(line: string): readonly [string, string] {
  const [name = '', value = ''] = line.split('|').slice(1, -1).map((cell) => cell.trim())
  return [name, value]
}
