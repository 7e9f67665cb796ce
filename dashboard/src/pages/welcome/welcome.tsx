import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Redirect, useLocation } from 'wouter'
import { Alone } from '../../app/alone.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useTitle } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { beginTrial, useTrialState } from '../try-it/trial.ts'
import styles from './welcome.module.css'

const PROMISES = ['kept', 'undone', 'quiet'] as const

/** The first page of all: see it on made-up mail, or connect accounts. */
export function Welcome() {
  const { t } = useTranslation()
  const { data: state } = useTrialState()
  const [, go] = useLocation()
  const begin = useMutation({ mutationFn: beginTrial, onSuccess: () => go('/try-it') })
  useTitle(t('welcome.title'))
  if (state?.isConnected === true) return <Redirect to="/" />
  return (
    <Alone>
      <div className={styles['page']}>
        <header className={styles['head']}>
          <h1>{t('welcome.title')}</h1>
          <p className={styles['lead']}>{t('welcome.lead')}</p>
        </header>
        {begin.isError && <ProblemNotice error={begin.error} />}
        <div className={styles['ways']}>
          <section className={styles['way']} aria-labelledby="try">
            <Both />
            <h2 id="try">{t('welcome.try.title')}</h2>
            <p>{t('welcome.try.text')}</p>
            <p className={styles['note']}>{t('welcome.try.note')}</p>
            {state?.isRunning === true ? (
              <ButtonLink kind="primary" icon="resume" href="/try-it">
                {t('welcome.try.back')}
              </ButtonLink>
            ) : (
              <Button kind="primary" icon="resume" isBusy={begin.isPending} onClick={() => begin.mutate()}>
                {t('welcome.try.start')}
              </Button>
            )}
          </section>
          <section className={styles['way']} aria-labelledby="connect">
            <span className={styles['drawing']}>
              <Icon name="connections" size={40} />
            </span>
            <h2 id="connect">{t('welcome.connect.title')}</h2>
            <p>{t('welcome.connect.text')}</p>
            <p className={styles['note']}>{t('welcome.connect.note')}</p>
            <ButtonLink icon="next" href="/set-up">
              {t('welcome.connect.start')}
            </ButtonLink>
          </section>
        </div>
        <ul className={styles['promises']}>
          {PROMISES.map((promise) => (
            <li key={promise}>
              <Icon name="good" />
              {t(`welcome.promise.${promise}`)}
            </li>
          ))}
        </ul>
      </div>
    </Alone>
  )
}

/** The two sides in their colours. */
const Both = () => (
  <span className={styles['drawing']}>
    <span className={styles['left']}>
      <Icon name="mail" size={40} />
    </span>
    <Icon name="pairs" size={24} />
    <span className={styles['right']}>
      <Icon name="mail" size={40} />
    </span>
  </span>
)
