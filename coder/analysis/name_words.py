"""Words that begin sentences or name what everybody knows, and so are no names of people. Folded."""

from __future__ import annotations

_ORDINARY_WORDS = """
    african algebra asian asians ay biology black blacks calculus chemistry christmas crosstalk easter
    eid ela ell esol fridays geometry halloween hispanic hr ieps inaudible latina latino latinos latinx
    laughing laughs laughter mondays muslim nah october p pause pd pta pto qr saturdays seriously sped
    stem sundays thanksgiving thursdays tuesdays wednesdays white whites
    a about above according actually after again all almost already also although always am amen an and
    another any anybody anyone anything anyway ap april aqui are aren as ask at august away back be
    because been before behind being best better between big black boa bom both boy brother bueno but by
    bye call can cannot certainly chora chromebook class cold come como con could cousin covid creole
    cuando dad daughter day de dear december del did didn different district do does doesn don done dos
    down during e each early either el ela ele eles ell ella ellos else en english enough entao entonces
    era es esl eso essa esse esta este eu even ever every everybody everyone everything exactly
    facilitator families family father february felt few finally fine first five for forget four friday
    friend friends from fun funny general get girl give go god going good google got grandma grandmother
    grandson great ha had half hardly has have haven hay he hello help her here hers hey hi high him his
    history honestly how however i iep if imagine in indian inside instead into is isn isso it its
    january joga july june junior just keep khmer kids kind know kriolu la las last lately later le
    least les let leva life like listen little lo look los lot lots lunch make man many march mas math
    may maybe mcas me mean meanwhile men mi middle mine mom monday mora more morning most mother much
    muy my myself nada name nao native needed never new next nice night no nobody none nor nos not
    nothing november now number o obviously october of off office often oh ok okay old on once one only
    open or os other others our out outside over para parent parents part people perhaps pero person
    place please point por porque portuguese probably pues put quando que question quite ramadan reach
    read ready really right robotics room sat saturday say says school science second see seems senior
    sentam september she should si sim since sister so some somebody someone something sometimes
    somewhere son sorry spanish start still stop student students su such sunday sure take talk tambem
    teacher teachers tell text than thank thanks that the their them then there these they thing things
    think third this those though three through thursday time to toda today todo together tomorrow
    tonight too took true try tu tuesday two uh um uma un una under unless until up upon us use used
    usually very vieram voce wait want was wasn way we wednesday week well were what whatever when where
    wherever whether which while who whole whose why wife will with within without woman women won work
    would wouldn write wrong y ya yeah year years yes yesterday yet yo you your yours zoom
"""

_PLACE_WORDS = """
    africa african america american asia asian boston brava brazil brazilian british california canada
    canadian cape catholic china chinese christian dominican england europe european florida france
    french german germany governador haiti haitian hispanic india indian ireland irish islam italian
    italy japan japanese jewish korea korean latina latino massachusetts mexican mexico muslim nigeria
    ponce portugal praia puerto rican rico somali somalia spain states texas united valadares verde
    verdean vermont vietnam vietnamese york
"""

ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words that say nothing about who somebody is."""

PLACES = frozenset(_PLACE_WORDS.split())
"""Countries, languages and the like: too many people share them to identify anybody."""
