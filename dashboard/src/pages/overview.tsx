export { Pairs as Overview } from './pairs.tsx'
