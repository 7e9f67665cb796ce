import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import styles from './menu.module.css'

export interface MenuItem {
  readonly label: ReactNode
  readonly icon?: IconName
  readonly disabled?: boolean
  readonly onChoose: () => void
}

/** A few things that can be done, behind one button. `label`: its name where it shows only a drawing. */
export function Menu({ label, icon = 'more', shown, items }: { readonly label: string; readonly icon?: IconName; readonly shown?: ReactNode; readonly items: readonly MenuItem[] }) {
  return (
    <Base.Root>
      <Base.Trigger render={<Button kind="quiet" icon={icon} {...(shown === undefined ? { 'aria-label': label } : { children: shown })} />} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end">
          <Base.Popup className={styles['menu']}>
            {items.map((item, at) => (
              <Base.Item key={at} className={styles['item']} disabled={item.disabled ?? false} onClick={item.onChoose}>
                {item.icon !== undefined && <Icon name={item.icon} />}
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
