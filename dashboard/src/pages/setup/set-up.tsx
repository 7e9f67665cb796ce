import { useTranslation } from 'react-i18next'
import { Link, Redirect, useLocation, useParams } from 'wouter'
import type { Setup } from '../../api/schema.ts'
import { Alone } from '../../app/alone.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { classes } from '../../parts/classes.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { DingtalkStep } from './dingtalk-step.tsx'
import { FinishStep } from './finish-step.tsx'
import { MicrosoftStep } from './microsoft-step.tsx'
import { NewBackupKey } from './new-backup-key.tsx'
import { PairsStep } from './pairs-step.tsx'
import { PolicyStep } from './policy-step.tsx'
import { SafetyStep } from './safety-step.tsx'
import { needsKey, nextStep, pathOf, stateOf, stepAfter, STEPS, type StepId, type StepState } from './steps.ts'
import { TestStep } from './test-step.tsx'
import { isProbedWell, useMeasures, useProbes } from './use-connected.ts'
import { useSetup } from './use-setup.ts'
import styles from './set-up.module.css'

/** The guided set-up: one step at a time, each asked about at once. */
export function SetUp() {
  const query = useSetup()
  const { step } = useParams<{ readonly step?: string }>()
  const shown = STEPS.find((each) => each === step)
  return (
    <Alone isWide>
      <Loaded query={query}>{(setup) => (shown === undefined ? <Redirect to={pathOf(nextStep(setup))} replace /> : <Steps setup={setup} shown={shown} />)}</Loaded>
    </Alone>
  )
}

const PAGES = { dingtalk: DingtalkStep, microsoft: MicrosoftStep, pairs: PairsStep, policy: PolicyStep, finish: FinishStep, safety: SafetyStep, test: TestStep } as const

/** What each step is given. */
export interface StepProps {
  readonly setup: Setup
  /** Goes on to the next one. */
  readonly onNext: () => void
}

function Steps({ setup, shown }: { readonly setup: Setup; readonly shown: StepId }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const Shown = PAGES[shown]
  const later = useLaterSteps(setup.connected)
  return (
    <Page title={t('setup.title')} lead={t('setup.lead')} {...(setup.connected.length > 0 ? { up: { href: '/', title: t('setup.back') } } : {})}>
      <div className={styles['all']}>
        <nav aria-label={t('setup.steps')}>
          <ol className={styles['steps']}>
            {STEPS.map((step) => (
              <li key={step}>
                <Link href={pathOf(step)} className={classes(styles['step'], step === shown && styles['here'])} aria-current={step === shown ? 'step' : undefined}>
                  <StepIcon state={later[step] ?? stateOf(setup, step)} />
                  <span>{t(`setup.step.${step}`)}</span>
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        <div className={styles['shown']} key={shown}>
          {setup.keyWaits && needsKey(shown) ? <NewBackupKey /> : <Shown setup={setup} onNext={() => go(pathOf(stepAfter(shown)))} />}
        </div>
      </div>
    </Page>
  )
}

/** How the steps stand that come once something is connected. */
function useLaterSteps(connected: readonly string[]): Readonly<Partial<Record<StepId, StepState>>> {
  const measures = useMeasures(connected)
  const probes = useProbes(connected)
  const isOpen = connected.length > 0 && measures.data?.every(({ isOpen: open, isEnforced }) => open || !isEnforced) === true
  const isTested = connected.length > 0 && probes.every(({ data }) => data?.last !== undefined && isProbedWell(data.last))
  return { safety: isOpen ? 'done' : 'todo', test: isTested ? 'done' : 'todo' }
}

const ICONS: Readonly<Record<StepState, IconName>> = { todo: 'plain', wrong: 'bad', done: 'good' }

function StepIcon({ state }: { readonly state: StepState }) {
  const { t } = useTranslation()
  return (
    <span className={styles[state]}>
      <Icon name={ICONS[state]} />
      <span className="hidden-but-read">{t(`setup.stepState.${state}`)}: </span>
    </span>
  )
}
