import { type ResolveFnOutput, registerHooks } from 'node:module'

/** Preloaded by what starts a process, after tsx: what tsx and Node's own loading of modules cost too much for us. */
registerHooks({ resolve: once, load: withoutNaming })

type Hooks = Parameters<typeof registerHooks>[0]
type Resolve = NonNullable<Hooks['resolve']>
type Load = NonNullable<Hooks['load']>

const found = new Map<string, ResolveFnOutput>()

/**
 * Each package our files import is looked up once. Node looks it up anew for every file, and drizzle's list of exports,
 * of 180 kB, takes a fifth of the start to read some hundred times.
 */
function once(...[specifier, context, next]: Parameters<Resolve>): ReturnType<Resolve> {
  const ours = !context.parentURL?.includes('/node_modules/')
  if (!ours || !/^[@a-z]/.test(specifier)) return next(specifier, context)
  const key = [specifier, ...context.conditions].join(' ')
  const known = found.get(key) ?? { ...next(specifier, context), shortCircuit: true }
  found.set(key, known)
  return known
}

const naming = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:true});'

/**
 * tsx has esbuild name every function as it is made, by a property defined anew each time a closure is: a tenth of what a
 * message costs. Declared functions and classes have their names without it.
 */
function withoutNaming(...[url, context, next]: Parameters<Load>): ReturnType<Load> {
  const loaded = next(url, context)
  const { source } = loaded
  if (typeof source !== 'string' || !/\.tsx?(?:\?|$)/.test(url)) return loaded
  return { ...loaded, source: source.replace(naming, 'var __name=target=>target;') }
}
