import { useTranslation } from 'react-i18next'
import type { PairDetail } from '../../api/schema.ts'
import { Count } from '../../parts/badge.tsx'
import { useFormat } from '../../parts/format.ts'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { Icon } from '../../parts/icon.tsx'
import { SideName } from '../../parts/side-name.tsx'
import styles from './findings.module.css'

const CODES = ['departed', 'differs', 'carried', 'rebuilt', 'night', 'start-date', 'winmail', 'folder-name', 'folder', 'answered', 'forwarded', 'tags', 'original-left'] as const

/** What holds for all messages, however many there are. */
const ALWAYS: readonly string[] = ['answered', 'forwarded', 'tags']

/** What cannot cross, or crosses otherwise than as it is. Silence means equal. */
export function Findings({ of: { left, findings } }: { readonly of: PairDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useCodeWords()
  const sentence = (code: string, message: string): string => {
    const known = CODES.find((each) => each === code)
    return known === undefined ? words(code, { what: message }).what : t(`pair.findings.of.${known}`, { file: 'winmail.dat' })
  }
  return (
    <ul className={styles['list']}>
      {findings.map(({ kind, code, on, message, count }) => (
        <li key={`${kind} ${code} ${on}`} className={styles['each']}>
          <span className={styles['many']}>{ALWAYS.includes(code) ? <Icon name="note" /> : <Count tone="note">{format.number(count)}</Count>}</span>
          <span className={styles['words']}>
            {sentence(code, message)} {on !== undefined && <SideName cloud={on === 'left' ? left : 'outlook'} />}
          </span>
        </li>
      ))}
    </ul>
  )
}
