import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../parts/button.tsx'
import { Modal } from '../parts/modal.tsx'
import { Brand } from './brand.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { Navigation } from './navigation.tsx'
import { StopButton, StoppedNotice } from './stop-everything.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import { Who } from './who.tsx'
import styles from './frame.module.css'

/** What is around every page: where one is, where one can go, in which language. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const content = useRef<HTMLElement>(null)
  useFocusOnPage(content)
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#content">
        {t('frame.skip')}
      </a>
      <aside className={styles['side']}>
        <Brand />
        <Navigation />
        <Choices />
      </aside>
      <div className={styles['main']}>
        <header className={styles['top']}>
          <PhoneMenu />
          <span className={styles['phone-brand']}>
            <Brand />
          </span>
          <StopButton />
        </header>
        <main id="content" ref={content} className={styles['content']} tabIndex={-1}>
          <StoppedNotice />
          {children}
        </main>
      </div>
    </div>
  )
}

const Choices = () => (
  <div className={styles['choices']}>
    <LanguageChoice />
    <ThemeChoice />
    <Who />
  </div>
)

/** The navigation where there is no room for it beside the page. */
function PhoneMenu() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <>
      <Button kind="quiet" icon="menu" className={styles['menu']} aria-label={t('frame.menu')} aria-expanded={isOpen} onClick={() => setOpen(true)} />
      {isOpen && (
        <Modal className={styles['sheet']} label={t('frame.menu')} onClose={close}>
          <div className={styles['sheet-head']}>
            <Brand />
            <Button kind="quiet" icon="close" aria-label={t('parts.close')} onClick={close} />
          </div>
          <Navigation onGo={close} />
          <Choices />
        </Modal>
      )}
    </>
  )
}

/** Whoever goes to another page by keyboard begins at its beginning. */
function useFocusOnPage(content: React.RefObject<HTMLElement | null>): void {
  const [path] = useLocation()
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    window.scrollTo(0, 0)
    content.current?.focus({ preventScroll: true })
  }, [path, content])
}
