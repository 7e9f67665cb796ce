import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { queries } from '../api/client.ts'
import { NotFound } from '../pages/not-found.tsx'
import { Loading } from '../parts/loaded.tsx'
import { Toasts } from '../parts/toast.tsx'
import { Frame } from './frame.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { PAGES } from './pages.ts'
import { SignedIn } from './signed-in.tsx'
import { Welcomed } from './welcomed.tsx'

const ROUTES = PAGES.map(({ path, load, isAlone = false, isOpen = false }) => ({ path, isAlone, isOpen, Shown: lazy(async () => ({ default: await load() })) }))

/** All pages and what is around them. */
export function Application() {
  return (
    <QueryClientProvider client={queries}>
      <Switch>
        {ROUTES.filter(({ isAlone }) => isAlone).map(({ path, Shown, isOpen }) => (
          <Route key={path} path={path}>
            {isOpen ? (
              <Opened>
                <Shown />
              </Opened>
            ) : (
              <SignedIn>
                <Opened>
                  <Shown />
                </Opened>
              </SignedIn>
            )}
          </Route>
        ))}
        <Route>
          <Welcomed>
            <SignedIn>
              <Frame>
                <Switch>
                  {ROUTES.map(({ path, Shown }) => (
                    <Route key={path} path={path}>
                      <Opened>
                        <Shown />
                      </Opened>
                    </Route>
                  ))}
                  <Route component={NotFound} />
                </Switch>
              </Frame>
            </SignedIn>
          </Welcomed>
        </Route>
      </Switch>
      <Toasts />
    </QueryClientProvider>
  )
}

const Opened = ({ children }: { readonly children: React.ReactNode }) => (
  <PageBoundary>
    <Suspense fallback={<Loading />}>{children}</Suspense>
  </PageBoundary>
)
