import { useEffect, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon } from './icon.tsx'
import styles from './page.module.css'

interface PageProps {
  /** The one heading of the first rank; the browser's title follows it. */
  readonly title: string
  /** One sentence: what this page is for. */
  readonly lead?: ReactNode
  /** Beside the title: a state, say. */
  readonly beside?: ReactNode
  /** What can be done here. */
  readonly actions?: ReactNode
  /** The page that this one belongs to. */
  readonly up?: { readonly href: string; readonly title: string }
  readonly children: ReactNode
}

/** One page: its heading, what can be done, and what it shows. */
export function Page({ title, lead, beside, actions, up, children }: PageProps) {
  useTitle(title)
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <div className={styles['words']}>
          {up !== undefined && (
            <Link className={styles['up']} href={up.href}>
              <Icon name="back" size={16} />
              {up.title}
            </Link>
          )}
          <div className={styles['title']}>
            <h1>{title}</h1>
            {beside}
          </div>
          {lead !== undefined && <p className={styles['lead']}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** Names the page in the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tongbu`
  }, [title])
}

/** A row of parts that share the width; one below the other where there is none. */
export function Columns({ children, of = 'even' }: { readonly children: ReactNode; readonly of?: 'even' | 'wide-narrow' | 'stats' }) {
  return <div className={styles[of]}>{children}</div>
}
