package index_test
import ("testing";"fmt";"os";"strconv";"time";"slices";"path/filepath";"context"
"github.com/tongxue-edu/tongxue/internal/index"
"github.com/tongxue-edu/tongxue/internal/commons/invent"
"github.com/tongxue-edu/tongxue/internal/db"
"github.com/tongxue-edu/tongxue/internal/id")
func TestZZ(t *testing.T){
 n,_:=strconv.Atoi(os.Getenv("ZN")); if n==0 {t.Skip()}
 slice,_:=strconv.Atoi(os.Getenv("ZS")); if slice==0 {slice=200}
 dir:=os.Getenv("ZD"); os.MkdirAll(dir,0o755)
 path:=filepath.Join(dir,"s.db")
 _,err:=os.Stat(path); fresh:=err!=nil
 ctx:=context.Background()
 d,err:=db.Open(ctx,db.Config{Name:"core",Path:path,DSN:os.Getenv("ZPG")}); if err!=nil{t.Fatal(err)}
 defer d.Close()
 if err:=d.Migrate(ctx,nil,index.Migrations);err!=nil{t.Fatal(err)}
 if p:=os.Getenv("ZP");p!=""&&fresh{ d.Write(ctx,func(tx *db.Tx)error{_,err:=tx.Exec(db.SQL("INSERT INTO index_text(index_text,rank) VALUES('pgsz',"+p+")"));if err!=nil{t.Fatal(err)};return nil})}
 if p:=os.Getenv("ZH");p!=""&&fresh{ d.Write(ctx,func(tx *db.Tx)error{_,err:=tx.Exec(db.SQL("INSERT INTO index_text(index_text,rank) VALUES('hashsize',"+p+")"));if err!=nil{t.Fatal(err)};return nil})}
 c:=invent.New(6,1500)
 doc:=func(i int) index.Entry { l:=c.Lesson(i)
   u:="r"; if l.Level==0 {u=fmt.Sprintf("s%d",l.School)} else if l.Level==1 {u=fmt.Sprintf("d%d",l.School%16)}
   k:=id.New[any]()
   tags:=[]index.Tag{{'u',u},{'s',l.Subject},{'t',l.Stage},{'g',strconv.Itoa(l.Grade)},{'e',l.Edition},{'v',l.Volume},{'o',"s"+strconv.Itoa(l.School)}}
   if l.Practice {tags=append(tags,index.Tag{'h',"practice"})}
   if l.Video {tags=append(tags,index.Tag{'h',"video"})}
   return index.Entry{Key:k,Owner:k,Doc:index.Doc{Rank:int64(1<<30-i),Texts:[]string{l.Title,l.Chapter,l.Edition,l.Text},Names:[]string{l.Title},Tags:tags}}}
 if fresh {
  for i:=range 5 {fmt.Printf("%+v\n",c.Lesson(i))}
  st:=time.Now(); var gen time.Duration
  for i:=0;i<n;i+=slice { g:=time.Now(); var es []index.Entry; for j:=i;j<min(n,i+slice);j++{es=append(es,doc(j))}; gen+=time.Since(g)
   if err:=d.Bulk(ctx,func(tx *db.Tx)error{return index.Put(tx,es...)});err!=nil{t.Fatal(err)} 
   if (i/slice)%max(1,(100000/slice))==0 {fmt.Println(i,time.Since(st))}}
  fmt.Println("index",time.Since(st),"gen",gen, "us/doc",float64((time.Since(st)-gen).Microseconds())/float64(n), "longest hold", d.Stats().LongestHold)
  if os.Getenv("ZPG")!="" {d.Write(ctx,func(tx *db.Tx)error{_,err:=tx.Exec("ANALYZE index_doc");return err})}
 }
 time.Sleep(time.Second)
 if f,err:=os.Stat(path);err==nil{fmt.Println("size MB",f.Size()>>20)}
 scope:=[]index.Phrase{}; for _,u:=range []string{"r","d3","s3","g"} {scope=append(scope,index.Tag{'u',u}.Of())}
 run:=func(name string, qs []index.Expr){ var ts,tc []time.Duration
  for range 2 { ts,tc=nil,nil
  for _,e:=range qs { st:=time.Now(); h,err:=index.Find(d.Reader(ctx),d.Engine(),e,-1,300); if err!=nil{t.Fatal(err)}; ts=append(ts,time.Since(st)); _=h
   st=time.Now(); _,err=index.Count(d.Reader(ctx),d.Engine(),e,1001); if err!=nil{t.Fatal(err)}; tc=append(tc,time.Since(st))}}
  slices.Sort(ts);slices.Sort(tc)
  q:=func(x []time.Duration,p float64)time.Duration{return x[min(len(x)-1,int(p*float64(len(x))))]}
  fmt.Printf("%-22s n %d p50 %v p95 %v p99 %v max %v | count p50 %v p99 %v\n",name,len(qs),q(ts,.5),q(ts,.95),q(ts,.99),q(ts,1),q(tc,.5),q(tc,.99))}
 words:=[]string{}; for i:=range 200{words=append(words,c.Word(i*i*i/300))}
 var two,twof,three,one,rare []index.Expr
 subs:=invent.Subjects()
 var common []string
 for _,s:=range subs { for _,tp:=range invent.Topics(s){ w:=index.Words(tp); if len(w)>0 {r:=[]rune(w[0]); if len(r)>=2 {common=append(common,string(r[:2]))}}}}
 for i,w:=range append(common,words...) {
   r:=[]rune(w); if len(r)<2 {continue}
   w2:=string(r[:2])
   e:=index.Expr{}.And(scope...).And(index.Say(w2)...)
   two=append(two,e)
   twof=append(twof,e.And(index.Tag{'s',subs[i%len(subs)]}.Of()), e.And(index.Tag{'g',strconv.Itoa(1+i%12)}.Of()))
   one=append(one,index.Expr{}.And(scope...).And(index.Say(string(r[:1]))...))
   three=append(three, e.And(index.Say(common[(i*7)%len(common)])...).And(index.Say(common[(i*13+5)%len(common)])...), e.And(index.Say(words[(i*3)%200])...).And(index.Say(words[(i*5)%200])...))
 }
 _=rare
 run("two",two);run("two+filter",twof);run("three words",three);run("one",one)
 var py []index.Expr; for _,w:=range []string{"shuxue","fenshu","yuwen","sx","fsdjf","hongloumeng","yuanmianji","gushi"} {py=append(py,index.Expr{}.And(scope...).And(index.Say(w)...))}
 run("pinyin",py)
 run("browse",[]index.Expr{index.Expr{}.And(scope...)})
}
