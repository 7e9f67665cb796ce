import { useId, useRef, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import styles from './menu.module.css'

export interface MenuItem {
  readonly label: ReactNode
  readonly icon?: IconName
  readonly disabled?: boolean
  readonly onChoose: () => void
}

/** A list that is longer than this share of the window opens to the side where there is more of it. */
const ROOM = 0.4
/** One line of the list and its edges, as menu.module.css has them: how high it is, is to be known before it is shown. */
const LINE = 38
const EDGES = 14
const GAP = 4
const MOST_WIDE = 360

/**
 * A few things that can be done, behind one button. `label`: its name where it shows only a drawing. `isSmall`: for rows of a table. The browser's own popover: it opens
 * above everything, closes with Escape or a click elsewhere, and gives the focus back.
 */
export function Menu({ label, icon = 'more', shown, isSmall = false, items }: { readonly label: string; readonly icon?: IconName; readonly shown?: ReactNode; readonly isSmall?: boolean; readonly items: readonly MenuItem[] }) {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const choose = (item: MenuItem): void => {
    list.current?.hidePopover()
    item.onChoose()
  }
  return (
    <>
      <Button ref={opener} kind={isSmall ? 'plain' : 'quiet'} isSmall={isSmall} icon={icon} popoverTarget={id} {...(shown === undefined ? { 'aria-label': label } : { children: shown })} />
      <div ref={list} id={id} popover="auto" role="group" aria-label={label} className={styles['menu']} onBeforeToggle={() => place(list.current, opener.current)}>
        {items.map((item, at) => (
          <button key={at} type="button" className={styles['item']} disabled={item.disabled ?? false} onClick={() => choose(item)}>
            {item.icon !== undefined && <Icon name={item.icon} />}
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}

/** Along its button, below or above it and to the side where there is room. */
function place(list: HTMLElement | null, opener: HTMLElement | null): void {
  if (list === null || opener === null) return
  const { clientWidth } = document.documentElement
  const { top, bottom, left, right } = opener.getBoundingClientRect()
  const isAtEnd = right > Math.min(MOST_WIDE, clientWidth / 2)
  const isBelow = innerHeight - bottom - 3 * GAP > Math.min(list.childElementCount * LINE + EDGES, innerHeight * ROOM)
  list.style.right = isAtEnd ? `${Math.max(GAP, clientWidth - right)}px` : 'auto'
  list.style.left = isAtEnd ? 'auto' : `${Math.max(GAP, left)}px`
  list.style.maxWidth = `min(${MOST_WIDE}px, ${(isAtEnd ? right : clientWidth - left) - GAP}px)`
  list.style.top = isBelow ? `${bottom + GAP}px` : 'auto'
  list.style.bottom = isBelow ? 'auto' : `${innerHeight - top + GAP}px`
  list.style.maxHeight = `${(isBelow ? innerHeight - bottom : top) - 3 * GAP}px`
}
