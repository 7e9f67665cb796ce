import { QueryClientProvider } from '@tanstack/react-query'
import { Route, Switch } from 'wouter'
import { queries } from '../api/client.ts'
import { NotFound } from '../pages/not-found.tsx'
import { Toasts } from '../parts/toast.tsx'
import { Frame } from './frame.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { PAGES } from './pages.ts'
import { SignedIn } from './signed-in.tsx'
import { Welcomed } from './welcomed.tsx'

/** All pages and what is around them. */
export function Application() {
  return (
    <QueryClientProvider client={queries}>
      <Switch>
        {PAGES.filter(({ isAlone }) => isAlone).map(({ path, Shown, isOpen }) => (
          <Route key={path} path={path}>
            {isOpen ? (
              <PageBoundary>
                <Shown />
              </PageBoundary>
            ) : (
              <SignedIn>
                <PageBoundary>
                  <Shown />
                </PageBoundary>
              </SignedIn>
            )}
          </Route>
        ))}
        <Route>
          <Welcomed>
            <SignedIn>
              <Frame>
                <Switch>
                  {PAGES.map(({ path, Shown }) => (
                    <Route key={path} path={path}>
                      <PageBoundary>
                        <Shown />
                      </PageBoundary>
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
