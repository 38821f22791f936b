"""Given names that people in schools have, and short forms of them; written by us, folded, without accents.

A name that is missing here is still found by its capital, a title or what stands before it. What the
list adds is names in talk that a machine wrote down without capitals.
"""

from __future__ import annotations

_NAMES = """
    aaliyah aaron abby abdi abdirahman abdullah abena abigail abril abukar adama adanna addison adebayo
    adele adeline aden adina adrian adriana adrienne agnes aicha aida aidan aiden aileen aisha aishwarya
    aiyana ajay akash akeem akua alan alana alberto alejandra alejandro alessandra alexa alexander
    alexandra alexis alfonso alfredo ali alice alicia alina alisha alison aliyah allison alma alondra
    alvaro alyssa amadou amalia amanda amani amara amare amari amaya amelia amina aminata amir amira
    amit amrita amy ana anabel anahi anais ananya anastasia andre andrea andreia andres andrew angela
    angelica angelina angelo anil anisa anita anjali ann anna anne annette annie ansel anthony antoine
    antonella antonio antwan anya araceli ariana arianna ariel arjun arlene armando arnav arturo aryan
    asha ashley ashton asia asma aubrey audrey aurelio aurora ava awa ayaan ayan ayana ayesha ayub
    azucena babak bao barbara bashir beatrice beatriz becky belen belinda benedita benicio benjamin
    bernadette bernardo bethany betsy betty bianca bilal bill billy bobby boubacar brady brandon brandy
    brayan brayden breanna brenda brendan brenden brianna bridget brielle brittany bruno bryan bryce
    bukola caio caitlin caleb calvin cameron camila camilla candace caoimhe carina carla carlito carlos
    carmen carol carolina caroline carrie carter casey cassandra catalina catarina catherine cawo
    cecilia cedric celeste celia cesar chandra chantal charlene charles charlie charlotte chelsea chen
    cheryl chester chiamaka chidi chinedu chloe chris christian christina christine christopher chukwu
    chuma cidalia cindy claire clara clarissa claudia claudio cleiton clement clifton cody colby colin
    colleen connor conor consuelo corey corinne courtney cristal cristian cristiano cristina curtis
    cynthia dahir daisuke dakota dalia damaris damian damien damon dana daniel daniela danielle danny
    dante daphne dara darius darlene darnell darrell darren daryl dashawn david dayana deandre deanna
    deborah deepa deepak deja delfina delia demarco demetrius denise dennis deon deqa dequan derek
    deshawn desiree destinee devante devin devon devonte diana diego dieudonne diogo djeni dmitri
    dolores dominic dominique donna donovan dorcas doris dorothy doug douglas duc dulce duong dustin
    dwayne dylan ebony eddie edgar edison eduarda eduardo edward edwidge edwin efrain eileen elaine
    elena eli eliana elias elijah elisa elise elizabeth ella ellen ellie eloise elsa elvin elvira
    emanuel emeka emerson emiliano emilio emily emma emmanuel enrique eric erica erick erik erika erin
    ernesto esmeralda esperanza esteban estela esther ethan eugene eunice eva evan evelyn ezekiel
    ezequiel ezra fabiana fabiola fabricio fadi fadumo faisal fanta farah farid fatima fatou fatoumata
    fatuma felicia felipe felix fernanda fernando fidel filipe fiona flavia florencia frances francesca
    francine francis francisca francisco francois frank franklin freddy frederick gabriel gabriela
    gabriella gabrielle garrett gary gavin geovanni gerald gerardo gertrude ghislaine gianna gilberto
    gilson giovanni giselle gladys glenda gloria gonzalo graciela greg gregorio gregory guadalupe
    guerline guilherme guillermo guled gustavo habiba hailey hakim halima hamza hana hanad hannah hao
    harold harrison harsh hassan hawa hayden hazel hector heidi helen helena helio henrique henry
    herbert herlander hernan hibo hilary hilda hoa hoang hodan holden hong horacio huda hugo hung huong
    hussein huy ian ibrahim idris ifeoma ifrah ignacio ike iman imani imran ines ingrid ioana irene irma
    isaac isabel isabela isabella isabelle isadora isaiah isela ishaan ishani ismael ismail israel itzel
    ivan ivandro ivelisse ivette ivonne jabari jackson jacob jacqueline jada jaden jaheim jahlil jaime
    jair jake jalen jamal jamar james jameson jamie jamila jan jane janelle janet janice jared jasmin
    jasmine jason javier jaxon jaya jayden jayla jaylen jazmin jean jeanine jeff jefferson jeffrey jenna
    jennifer jenny jeremiah jeremy jerome jerry jesenia jesse jessica jesus jia jill jillian jimena
    jimmy joan joana joao joaquin jocelyn joel johan johanna john johnny jon jonas jonathan jordan jorge
    jose josefina joselito joseph josephine joshua josiah joyce juan juana juanita judith julia julian
    juliana julie juliet julio julissa junior justin kadiatou kaitlyn kaleb kamal kamari karan kareem
    karen karim karina karl karla kasim katelyn katherine kathleen kathryn kathy katia katie katrina
    kavya kayla kayleigh keanu keegan keisha keith kelly kelsey kelvin kendall kendra kendrick kenia
    kennedy kenneth kenya kervens kevin khadija khadra khalid khalil khanh kiana kiara kim kimberly
    kingsley kiran kirsten kofi kojo krishna kristen kristin kristina krystal kwabena kwame kyla kyle
    kylie ladonna lakeisha lakshmi lamar lamont lan lana laquan larissa larry lashawn latasha latisha
    latoya laura lauren laurie lawrence layla leandro leila leilani lena leon leonard leonardo leonel
    leroy leslie leticia levi lexi liam liban lidia liliana lillian lina linda ling linh lionel lisa
    lizbeth lizeth logan loida lois lorena lorenzo loretta lori lorraine louis louise lourdes luana luca
    lucas lucia luciana lucinda lucy luis luisa luiz lupe lydia lynn mabel mackenzie madison magdalena
    mahad mai maia maisha makayla malachi malcolm malia malik mamadou mandy manuel manuela mara marcela
    marcelino marcelo marcia marco marcos marcus margaret margarita maria mariah mariam mariama mariana
    mariano maribel marie mariela marilyn marina mario marion marisa marisol marissa marjorie markus
    marlene marlon marquis marquise marta martha martin martina marvin mary maryam maryan mateo mateus
    matheus mathew matilda matthew matthias maura maureen mauricio maximo maya mayra mckenzie megan
    meghan mehdi mei meilin melanie melinda melisa melissa melvin meredith micah michael michaela michel
    michelle miguel miguelina mikayla mike milagro milan milena milton mina minh miranda miriam misael
    mitchell mohamed mohammed moises molly mona monica monique montserrat morgan moses mouhamed moussa
    muhammad muna mustafa myles myra nadia nadine naima najma nam nancy naomi narciso nashawn nasir
    nasra natalia natalie natasha nathan nathaniel naveen nayeli neha neide neil nelida nelson nestor
    ngan ngoc ngozi nhi nhung nia nicholas nico nicolas nicole nikhil nikita nikki nilda nilson nina
    nisha nkechi noah noe noel noelia noemi nora norma norman nyasia obinna octavio odalys olga oliver
    olivia olu oluwaseun omar omari ondina onyx orlando oscar osman otavio owen pablo paige paloma pam
    pamela paola parisa pascal pascale patrice patricia patrick patty paul paula paulina paulo pedro
    peggy perla peter philip phoebe phuong pierre poonam pranav precious priscilla priya quang queenie
    quentin quincy quinn quoc rachel rafael rafaela raheem rahel rahim rahma rahul raj rajesh ralph
    ramon ramona rania raquel rasheed rashid rashida raul ravi raymond rebecca regina reginald reinaldo
    rekha renata rene renee reyna rhonda ricardo richard ricky rigoberto riley rita riya roberta roberto
    robin robyn rochelle rocio roderick rodney rodolfo rodrigo rogelio roger rohan roland rolando roman
    romina ronald ronaldo ronnie rory rosalia rosalinda rosana rosario roseline rosemary roshni rosie
    ross roxana roy ruben russell ruth ryan saad saba sabina sabrina sadia safia sagal sahra saida
    sakina salma salvador sam samantha samara samir samira samuel sandeep sandra sandro sanjay santiago
    santos sara sarah sarita sasha savannah scott sean sebastian selena selina serena sergio shakira
    shameka shamika shana shanelle shania shanice shaniqua shannon sharon shaun shauna shawn sheila
    shelby shelly sheryl shirley shreya sidney sierra silvia simon simone siobhan skylar sofia sokha
    solange solomon sonia sonja sophia sophie soraya spencer stacey stacy stanley stefan stefanie stella
    stephanie stephen steve steven stevenson stewart suhaib suleiman sunil suresh susan susana suzanne
    suzie suzy sydney sylvia tabitha tahir taina talia tam tamara tameka tamia tamika tammy tanesha
    tania tanisha tanya tara tariq tasha tatiana taylor tenisha terence teresa terrance terrell terrence
    terri terry tessa thao theo theodore theresa thi thiago thomas thuy tia tiana tiara tiffany timothy
    tina titina tobias toby todd tomas tommy toni tony tonya tracy tran trang travis tremaine trent
    trevon trevor trey tricia trinh trisha tristan troy trung tuan tuyen twana tyler tyra tyree tyrell
    tyrese tyrone tyson ubah ugo uriel ursula valentina valeria valerie vanessa veronica vicente vicki
    vicky victoria vijay vikram vincent vinh vinicius viridiana vivek vivian viviana vladimir wanda
    warsame wei wendy wesley whitney wideline wilfredo wilhelmina willie wilson winston xavier ximena
    xiomara xochitl yadiel yadira yahir yahya yajaira yan yang yara yared yasmin yasmine yesenia ying
    yolanda yonas yosef yoselin yousef yuki yulissa yuri yusra yusuf yvette yvonne zach zachary zahra
    zaida zaina zainab zaire zakaria zane zara zaria zariah zayd zeinab zelda zhang ziad zion zoe zoey
    zulema zuleyma zuri
"""

GIVEN = frozenset(_NAMES.split())
"""Given names that are hardly ever anything else, folded."""

_SHORT_FORMS = """
    abdirahman: abdi; abigail: abby, gail; alejandra: ale; alejandro: alex, ale; alexander: alex,
    xander; alexandra: alex, lexi, sasha; amanda: mandy; andrew: andy, drew; angela: angie; anthony:
    tony, ant; antonio: tony, toño; barbara: barb, barbie; beatriz: bia, bea; benjamin: ben, benny,
    benji; bernardo: berna; cameron: cam; carolina: caro, carol; catherine: cathy, kate, cat; charles:
    charlie, chuck; christina: chris, tina, chrissy; christine: chris, tina; christopher: chris, topher;
    cynthia: cindy; daniel: dan, danny; daniela: dani; danielle: dani; david: dave, davey; deborah:
    debbie, deb; dominic: dom, nic; dominique: dom, nikki; eduardo: edu, lalo, eddie, dudu; edward: ed,
    eddie, ted, teddy; elizabeth: liz, lizzie, beth, betty, eliza, betsy; emmanuel: manny, manu;
    enrique: quique, kike; esperanza: espe; fernanda: nanda, fer; fernando: fer, nando; francisca: paca,
    chica; francisco: paco, pancho, chico, frank, cisco; frederick: fred, freddy; gabriel: gabe, gabi,
    gabo; gabriela: gabi, gaby; gabriella: gabby, gabi; gregory: greg; guadalupe: lupe, lupita;
    guillermo: memo; gustavo: gus, guga; henry: hank, harry; ignacio: nacho; isabel: isa, bella, izzy;
    isabella: bella, isa, izzy; jacob: jake; jacqueline: jackie; james: jim, jimmy, jamie; jennifer:
    jen, jenny; jeremiah: jerry; jessica: jess, jessie; jesus: chuy; joao: joaozinho; jonathan: jon,
    johnny, nathan; jose: pepe, zé, ze, che; joseph: joe, joey; joshua: josh; katherine: kate, katie,
    kathy, kat; kenneth: ken, kenny; kimberly: kim; lawrence: larry; leonardo: leo; leticia: lety, leti;
    luciana: lu; manuel: manny, manolo, manu, lela; margaret: maggie, meg, peggy; maria: mari, mary;
    mariana: mari; matthew: matt, matty; maximiliano: max; michael: mike, mikey, micky; miguel: mike,
    migue; mohamed: mo, mohi; mohammed: mo; muhammad: mo; nathaniel: nate, nathan; nicholas: nick, nico;
    nicolas: nico; nicole: nikki, nicki; olivia: liv; patricia: pat, patty, tricia, trish; patrick: pat,
    paddy; pedro: pedrinho; rafael: rafa; rafaela: rafa; raymond: ray; rebecca: becca, becky; ricardo:
    rick, ricky, richie; richard: rich, rick, ricky, richie; robert: rob, bob, bobby, robbie; roberto:
    beto, rob; ronald: ron, ronnie; rosalinda: rosie, rosa; rosario: chayo; samantha: sam, sammy;
    samuel: sam, sammy; santiago: santi; sebastian: seb, seba; soledad: sole; sophia: sophie; stephanie:
    steph; stephen: steve; steven: steve, stevie; susan: sue, suzie, susie; terrence: terry, tj;
    theodore: ted, teddy, theo; theresa: terry, tess; thomas: tom, tommy; timothy: tim, timmy; tyrone:
    ty; valentina: vale; veronica: vero, ronnie; victoria: vicky, tori; vinicius: vini; vivian: viv;
    william: will, bill, billy, liam; yesenia: yesi; zachary: zach, zack
"""

NICKNAMES = {
    formal.strip(): tuple(short.strip() for short in forms.split(","))
    for formal, _, forms in (entry.partition(":") for entry in " ".join(_SHORT_FORMS.split()).split(";"))
}
"""A given name, folded → what people are called by it."""
