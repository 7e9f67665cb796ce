import { useTranslation } from 'react-i18next'
import type { PairConnection } from '../../api/schema.ts'
import { useMay } from '../../api/session.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { Words } from '../../parts/words.tsx'
import { PersonSignIn } from '../setup/person-sign-in.tsx'
import type { Side } from './answers.ts'
import { isSignInProblem } from './sign-in-problem.ts'
import styles from './side-cell.module.css'

const LOOK: Readonly<Record<Side['state'], readonly [Tone, IconName]>> = { works: ['good', 'good'], 'sign-in': ['bad', 'key'], refused: ['bad', 'bad'], unreachable: ['wait', 'wait'], unknown: ['plain', 'plain'] }

/** Whether Tongbu gets into one mailbox, what is in the way, and what to do. That copies are rebuilt is told with the ways that are open. */
export function SideCell({ of, side, usesCertificate }: { readonly of: PairConnection; readonly side: 'left' | 'right'; readonly usesCertificate: boolean }) {
  const { t } = useTranslation()
  const mayAdminister = useMay('administer')
  const { state, at, found } = of.sides[side]
  const [tone, icon] = LOOK[state]
  const isOther = side === 'left' && of.left === 'imap'
  return (
    <Stack isTight>
      <Row>
        <Badge tone={tone} icon={icon}>
          {t(`connections.state.${state}`)}
        </Badge>
        {at !== undefined && (
          <Quiet>
            <Time at={at} />
          </Quiet>
        )}
      </Row>
      {side === 'right' && of.signIn?.state === 'good' && of.signIn.signedInAt !== undefined && (
        <Quiet>
          {t('connections.signedInAt')} <Time at={of.signIn.signedInAt} />
        </Quiet>
      )}
      {state === 'sign-in' && <WhySignIn of={of} />}
      {state === 'sign-in' && mayAdminister && <PersonSignIn pair={of.pair} back="connections" isTold />}
      {state === 'works' && <Routes known={of.routes[side]} />}
      {found.filter(({ code }) => code !== 'copies-rebuilt').map(({ code, about }) => (
        <FoundHere key={code} code={code} about={about} isOther={isOther} remedy={remedyOf(code, of, usesCertificate)} />
      ))}
    </Stack>
  )
}

const isRoute = (word: string): word is 'import-mime' | 'imap' | 'rebuilt' => ['import-mime', 'imap', 'rebuilt'].includes(word)

/** By which way messages come into this mailbox: the best that is open, and what is done where it cannot. */
function Routes({ known }: { readonly known: readonly string[] | undefined }) {
  const { t } = useTranslation()
  if (known === undefined) return null
  const words = known.length === 0 ? t('connections.route.none') : known.filter(isRoute).map((route) => t(`connections.route.${route}`)).join(t('connections.route.else'))
  return <span>{t('connections.route.in', { ways: words })}</span>
}

type Code = Side['found'][number]['code']

function FoundHere({ code, about, isOther, remedy }: { readonly code: Code; readonly about: string | undefined; readonly isOther: boolean; readonly remedy: string | undefined }) {
  const { t } = useTranslation()
  // These words name DingTalk.
  const own = isOther && (code === 'imap-refused' || code === 'imap-nearly-full') ? code : undefined
  const what = own === undefined ? t(`found.${code}.what`, { about: about ?? t('setup.noReason') }) : t(`connections.other.${own}`, { about: about ?? '' })
  const next = own === undefined ? t(`found.${code}.next`, { defaultValue: '' }) : ''
  return (
    <span className={styles['words']}>
      {what}{' '}
      <Quiet>
        {next !== '' && <Words text={next} />} {remedy !== undefined && <Words text={t('connections.seal', { option: remedy })} />}
      </Quiet>
    </span>
  )
}

/** Where in the configuration a new secret goes. */
function remedyOf(code: Code, { pair, left }: PairConnection, usesCertificate: boolean): string | undefined {
  if (code === 'imap-refused') return `pairs.${pair}.${left === 'dingtalk' ? 'dingtalk.imap' : 'imap'}.password`
  if (code === 'app-refused') return `pairs.${pair}.dingtalk.openapi.appSecret`
  if (['entra-secret-wrong', 'entra-secret-is-id', 'entra-secret-expired'].includes(code)) return `pairs.${pair}.outlook.clientSecret`
  return code === 'entra-certificate-wrong' && usesCertificate ? `pairs.${pair}.outlook.clientCertificate` : undefined
}

function WhySignIn({ of: { signIn } }: { readonly of: PairConnection }) {
  const { t } = useTranslation()
  const problem = signIn?.problem ?? 'sign-in-missing'
  return <span>{t(`connections.problem.${isSignInProblem(problem) ? problem : 'refused'}`)}</span>
}
