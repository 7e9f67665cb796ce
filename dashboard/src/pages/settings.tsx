import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '../app/language-choice.tsx'
import { StopButton } from '../app/stop-everything.tsx'
import { ThemeChoice } from '../app/theme-choice.tsx'
import { useMay } from '../api/session.ts'
import { api, dataOf } from '../api/client.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Facts } from '../parts/facts.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Columns, Page } from '../parts/page.tsx'
import { Row, Stack } from '../parts/stack.tsx'
import styles from './settings.module.css'

/** How this browser shows things, what runs here, and what it was told to do. */
export function Settings() {
  const { t } = useTranslation()
  const mayAdminister = useMay('administer')
  const mayOperate = useMay('operate')
  return (
    <Page title={t('settings.title')}>
      <Columns of="even">
        <Stack>
          <Card title={t('settings.look.title')} note={t('settings.look.note')}>
            <Facts
              of={[
                [t('frame.language'), <LanguageChoice key="language" />],
                [t('frame.theme.label'), <ThemeChoice key="theme" />],
              ]}
            />
          </Card>
          {mayOperate && (
            <Card title={t('settings.stop.title')} note={t('settings.stop.note')}>
              <Row>
                <StopButton />
              </Row>
            </Card>
          )}
        </Stack>
        <Stack>
          <Versions />
          <Card title={t('settings.support.title')} note={t('settings.support.note')}>
            <Row>
              <ButtonLink icon="download" href="/api/v1/support-bundle" isDownload>
                {t('settings.support.download')}
              </ButtonLink>
              <ButtonLink icon="outside" href={`${location.origin}/api/docs`}>
                {t('settings.support.api')}
              </ButtonLink>
            </Row>
          </Card>
        </Stack>
      </Columns>
      {mayAdminister && <Configuration />}
    </Page>
  )
}

const KNOWN = ['tongbu', 'node', 'sqlite', 'system'] as const
const isKnown = (name: string): name is (typeof KNOWN)[number] => KNOWN.some((each) => each === name)

/** `v24.1.0` and `linux-x64` as one would write them. */
const told = (version: string): string => version.replace(/^v(?=\d)/, '').replace(/^([a-z])([a-z]+)-/, (_all, first: string, rest: string) => `${first.toUpperCase()}${rest} `)

function Versions() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['about'], queryFn: () => dataOf(api.GET('/api/v1/about')), staleTime: Infinity })
  return (
    <Card title={t('settings.versions')}>
      <Loaded query={query}>{({ versions }) => <Facts of={Object.entries(versions).map(([name, version]) => [isKnown(name) ? t(`settings.version.${name}`) : name, told(version)])} />}</Loaded>
    </Card>
  )
}

/** For administrators alone. */
function Configuration() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['configuration'], queryFn: () => dataOf(api.GET('/api/v1/configuration')) })
  return (
    <Card title={t('settings.configuration.title')} note={t('settings.configuration.note')}>
      <Loaded query={query}>
        {({ configuration }) => (
          // What can be scrolled must be reached by keyboard too.
          <pre className={styles['text']} tabIndex={0} aria-label={t('settings.configuration.title')}>
            {JSON.stringify(configuration, undefined, 2)}
          </pre>
        )}
      </Loaded>
    </Card>
  )
}
