/**
 * How often a randomised or exhaustive suite tries: `usual` in `npm test`, `long` where `PROGRAMME=long`, or what the environment
 * names for this suite alone.
 */
export function howMany(name: string, usual: number, long: number): number {
  const named = process.env[name]
  if (named !== undefined) return Number(named)
  return process.env['PROGRAMME'] === 'long' ? long : usual
}
