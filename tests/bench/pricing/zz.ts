import { reprice500, reprice200 } from '/work/main/tests/bench/pricing/reprice.ts';
const r=await (process.argv[2]==='200'?reprice200:reprice500).measure({isTimeUp:()=>false,defer(){}} as any);
const s=r.samples.toSorted((a,b)=>a-b);console.log('p50',s[s.length>>1],'p95',s[s.length*.95|0],r.detail);
