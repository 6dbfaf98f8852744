"""Words of PS3.16's code meanings, (c) NEMA, that stand there in lower case. Generated.

Source: the concepts in pydicom 3.0.2, SHA-256 3df7b370f421ad4d0736827dac537e267de33dfbeb1e3343843171f312be90bb
"""

WORDS = """
abdomen abdominal abdominis abdominopelvic abducens abductor ablation abnormal abnormalities abnormality aborigine
above abscess absence absent absorptiometry abuse acanthioparietal acceleration accentuated accepted access accessory
accident acessorius acetabulum acetate acetrizoate acetyl acetylaspartate acetylaspartylglutamate ache achieve
achieved achilles acid acidified acoustic acquisition acridine acriflavine acromion across acting action activation
active actively activity acute addition additional adductor adenocarcinoma adenoid adenoma adenopathy adenosine
adenosis adipose adjacent adjusted adjustment adjuvant administered administering administration admission admitted
adolescent adrenergic advance adventitia adventitial adverse affected after age agent agents aggregated ago agonist
air airway ais akinesia ala alaeque alanine albumin alcian alcohol alcoholic aldehyde ale alert algorithm algorithms
alizarin alkali alkaline all allergic allergy alloy alpha alpine altered alternans aluminum alveolar amine
aminotransferase amniocentesis amnion amorphous amount amplitude amputation analgesic analysis anastomosis anatomical
anatomy anconeus and anesthesia anesthetic aneurysm aneurysms angina angiocardiography angiogram angiography angioma
angioplasty angle angora angular anguli ani aniline animal animals ankle annulus anomalous anomaly anonyma antagonist
antebrachii antecubital anterior anteriorly antero anterolateral anteroseptal anthracene anti antiarrhythmic
antibiotic antibody antigen antihelix antilipemic antitragus antra anulus anus any aorta aortic aortopulmonary
aperture apex apical apneic apocrine apparatus apparent appearance appearing appendage appendicular appliance
applicator applied appointment apposition approach appropriate approved apso aqueduct arbitrary arc arch architectural
arcuate are area areas areola aries arm around arousal arousals arrest arrhythmia arrhythmic arrive arterial arteries
arteriography arteriolosclerosis arteriosclerosis arteriosclerotic arteriosum arteriosus arteriovenous artery
articular artifact artifactual ascorbate asleep aspartate aspect aspiration assessed assessment assigned assignment
assisted associated asymmetric asymptomatic asynchronous atebrin atelectasis atherectomy atheroma atheromatous
atherosclerotic atlantoaxial atlas atresia atrial atrioventricular atrium atrophy attached attempt attempted
attenuation attribute audio auditory augmentation augmented auramine auricular auricularis automatic autonomous
available average averaged awakening axial axilla axillaris axillary axis azo azocarmine azophloxin azorubin azure
azurine azurol azygous back background bacterial baffle bag bailout ball balloon band bandwidth basal base based
baseline basic basilar basilic basis basket basset bath battery bauer bay beam beamsplitter bear bearing beat beats
becquerel bedding before begin behavior being below bengal benign benzo berkshire berlin beta between biceps bicisate
bicycle bidirectional biebrich bifascicular bifurcation bigeminy bilateral bile biliary bilirubin biochemistry biopsy
biosafety biplane bipolar birefringence birth bis bismark bison bisynchronous biventriculare black bladder blanket
bleach bleeding bleomycin blink blinks block blockage blocked blocker blocking blood bloodhound bloody blue blueblood
blunted blur boar bob bobtail body bolus bone bones bor border borderline both boundary bounding box brachial
brachialis brachii brachiocephalic brachioradialis brachytherapy bracke bradycardia brain brainstem branch branching
brazilin breast breasts breath breathing breed breve brevis bridge brilliant bronchial bronchiologram bronchogram
bronchus brother brought bruising buccal buccinator bud bulbi bull bulldog bundle burning bursa bursts but buttock
button butyrate bypass caballus cage calcaneum calcification calcifications calcified calcium calculation calf called
callosum calyx camera can canal cancel canceled cancer canine cannot cannula canthus capacity capillary capitis
capsular capsule carbamate carbol carbon carbonate carcinoma cardia cardiac cardiomyopathy cardiophrenic
cardiovascular care carina carmine carminic carmoisine carnae carneae carotid carpi cartilage caruncle cassette
casting cat category cath catheter catheterization cattle cattlebreed catus caudad caudal caudate caudo caudodorsal
caudoventral caused cava caval cavernosum cavity cavopulmonary cavum celestine celiac cell cells center centered
centimeter central centralis cephalad cephalic cerebellar cerebral cerebrospinal cerebrovascular ceres ceruloplasmin
cervical cervicales cervicis cervix challenge challenges chamber change changed changes channel chaos characteristic
characteristics charcoal charging cheek chemotherapy chest cheviot chewing chiasm chiasma chicken chihuahua child
children chills chin chip chloracetate chloride chloroacetate chordae chordal chords choroid chosen chromate chrome
chromic chromium chromotrope chronic chrysoidine cingulum circle circuit circulation circulatory circumference
circumflex circumscribed cirsoid cisterna cited citrate citric class classification classified clavicle clavicular
clearing clinical clinically clinician clinoid clip clitoris clock close closed closure clot cluster clustered coach
coagulation coarctation coat coated cob cobalt coccygeal coccygeus coccyx cochlearis cocker code codes coeliacus
coenzyme coherence coil coiling colic collar collateral collection colli collie collocation colloid colloidal colon
colonic color colored column combined comedocarcinoma command commissure common communicated communicating
communication communis compared comparison compartment compensation compensator complete completely complex complexes
complexion complicated complications component composing composition compound compressed compression computation
computed computerized con concentration concepts concern concha condition conditions conducted conduction conduit cone
confined confirmation confirmed confluence congenital congestive connected connection consent conservation considered
constant constriction constructed consult consultant consumable consumption contact contained container containing
content context contextual contiguous continuation continue continuing continuity continuous contour contra
contraception contracta contractility contraction contraindication contrast control controlled controls conventional
convergence conversion converter converting convulsions coon coonhound coordinated coordinates coplanar cor
coracobrachialis coracoid cord cordis cordocentesis core corgi coriphosphine corneal coronal coronary corporeal corpus
correct corrected correction correlation corresponding cortex corticobulbar corticospinal costae costal costarum
costocervical costochondral coughed count counter counts coupling course cousin cover coverage coverslip cow cramp
cranial craniales cranio cranioproximal cranium cream crease created crescent crest cresyl cribriform cricothyroideus
critical crocein cross crossed crosshair crossing cruro crus crystal cubic cubital cuff cuniculus curcumin curettage
curled current currently curvature curve cushion cut cutaneous cutaneus cutoff cutter cyanine cyanol cycle cylinder
cylindroid cyst cysteinate cystic cytologic cytology dachsbracke dachshund dairy dama damage dane dark data date
daughter day days dead debility deceleration decibel deciduous decimeter decision deconvolution decorrelation
decubitus deep deerhound defect deferens defibrillation defibrillator defined definition deflated deflection deformity
deg degeneration degree degrees dehydration del delayed delivered delivery dell delphian delta deltoid deltoideus
demarcated dense densities density dental deoxynucleotidyl department dependence dependent deployed deployment
depolarizing deposit depreotide depression depressor depth derived dermatitis des descending descent description
desmoid detachable detached detected detection detector determination determined determining deviation deviations
device dextran diabetes diacetyl diagnosis diagnostic diagonal diameter diamond diaphragm diaphragmatic diaphragmatis
diastole diastolic diatrizoate dibromofluorescein dichloride dichromate did died diencephalon dies diet diethlyamide
diethylamide diethylenetriamine difference different differentiated differentiation difficulty diffuse diffusion
digastricus digestion digit digital digitales digiti digitorum dihydrotetrabenazine dilatation diluent dilution
dimeglumine dimension dimensional dimer dingo dinmont diode diopters dioxide diprotrizoate dipyridamole direct
directed direction directional directive disabled disc discarded discharge discharged discharges discomfort
disconnected discontinued disease diseased diseases disintegration disodium disofenin disorder disoriented
displacement disposed dissecting dissection dissociation distal distance distant distortion distribution disturbance
diverticulum division dobutamine does doesn dog domain domestic dominant done donor dopa doppler dorsal dorsales
dorsalis dorset dorsi dorsocaudal dorsodistal dorsolateral dorsomedial dorsoplantar dorsum dose doses dosimeter
dosimetry doublet down downgaze draft draped drug dual duck duct ductal ductogram ductus due duodenum duration durazol
during dye dyn dyscrasia dysfunction dyskinesia dysplasia ear eating echocardiography echotexture echt eclampsia
ectasia ectopic edema edge editing effect effective effects effusion eighth ejection elastic elbow elderly electric
electrical electrocardiogram electrocardiographic electrode electrodes electrogram electromagnetic electroporation
electroretinogram elevation eleventh elite elkhound ellipse ellipsoid elsewhere embedding embolism embolization
emission emissive emitting emphasis emphysema empted empty enabling encapsulated encephalomyelitis encoded end ended
endocardial endocarditis endocrine endoleak endometrial endorectal endothelial endothelium endovascular endplate
energy enhanced enhancement enlarged enteral entire entirely entity entorhinal entrapment entropy entry environment
enzyme eosin epicardial epigastric epileptiform epileptogenic epiploic episode epithelial epithelium epitrochlear
equal equalization equipment equivocal erect erector ergometer erie eriochrome erythema erythematosus erythrosin
escape eskimo esophageal esterase estimated estimation ether ethyl etidronate evaluation event ever evidence evolution
exaggerated exametazime examination exceeds except excessive exchange excision excitation excluding exercise expanded
expanding expected experimental expert expertise expiration expired explanation explicit exponential export exposed
exposure extended extension extensor extent external externus extra extracardiac extracorporeal extracted extraction
extrapulmonary extrasystole extremities extremity eye eyeball eyebrow eyelash eyelid eyes face faced facet facial
faciales facialis facility factor factors failure fallopian false familial familiaris family fascia fasciae fascicular
fasciculation fasciculus fast fat father fatty faults feature features febrile feed feeding feet female femoral
femoralis femoris femur fetal fetus fetuses fever ffd fiber fibers fibrillation fibrils fibrinogen fibrinoid
fibroadenoma fibroelastosis fibroglandular fibromatosis fibromuscular fibrosis fibrosus fibrous fibula fibular
fibularis fidelity field fifth fill filled filling film films filter filtered filtration final finding findings finger
fingers finish first fistula fit fitting fixation fixative fixator flexor flexure flight floor flow fluid fluorescein
fluorescence fluorescent fluorexon fluoride fluorodeoxyglucose fluoroethylflumazenil fluoroscopy flutter focal fold
follicle follow followed following fontanel foot for foramen force forceps forearm forefoot forehead foreign forelimb
formation formatted formula fornix fossa fouchet four fourth fovea fox foxhound fraction fractional fractionation
fractions fracture frame frames free freezing french freq frequency frise frog from frontal frontalis fronto frozen
fuchsin function functional fundus funiculus furo fused fusiform fuzzy gait galactosyl gallbladder gallium
gallocyanine galvanic gamma gammopathy garnet gas gasping gastric gastro gastrocnemius gastroduodenal gastrointestinal
gating gaze gel gene general generated genicular geniculate genioglossus genital genitalia genitourinary genu genus
geois geometry gestational giemsa gingiva girdle given gland glandular glans glare glass global globulin
glossopharingeus glossopharyngeal glottis glucoheptonate glucuronidase glutamic glutamine gluteal gluteus gmelini
gmellus goat gracilis grade gradient graft grafting gram grand grandfather grandmother granuloma gravity gray great
greater greatest green grey greyhound grid griffon grip groenendael groove gross group grouped growth guidance guide
guided gums gynecological gynecology habenular habitus haired hairless hairs half hallucis halo halogen hamartoma hand
handler handling hansel hard hardening has haustra have head headfirst health heart heated heater heating heel height
helix hemangioma hematein hematoma hematopoietic hematoxylin hemifacial hemisphere hemodynamic hemodynamics hemolymph
hemorrhage heparin hepatic hepatitis herder hexacyanoferrate high higher highest hilar hilum hindfoot hindlimb hip
hircus histiocytoma histologically histopathology history hoc hold holding home hormone horn horse hospital hound hour
hours housing human humerus huskie hybrid hydrate hydrochloride hydrocholoride hydroxide hydroxydopamine
hypercholesterolemia hyperplasia hypersensitivity hypertension hypertrophic hyperventilation hypochondriac hypogastric
hypoglossal hypoglossus hypointense hypointensity hypokinesis hypoplasia hypotension hypotensive hypothenar
hysterectomy ideal identification identifier identifying idioventricular igloo ileocolic iliac ilio iliocostalis
iliohypogastricus iliopsoas ilium ill illegible illumination illuminator illustration image imager images imaging
iminodiacetate immediately immersion immunocompromised immunodeficiency immunofluorescent impairment impedance implant
implantable implantation implants inadequate incisional incisor incisure include including inclusion incompetence
incomplete incoordination incorrect incorrectly increase increased independent indeterminate index indications
indicator indicis indicus indifferent indigo indistinct individual individually indophenol induced induction
induration infarct infarction infection infectious inferior inferioris inferolateral inferomedial inferoseptal
infertility infiltrating infiltration inflammation inflammatory inflated inflow informant information informed
infraalar infraclavicular infraorbitalis infrarenal infraspinatus infrasternal infusion ingredient inguinal inguinalis
inhalation inhibitor injection injections injector injury ink inlet inline inner innermost innominate inserted
insertion insertional insoluble inspection inspiration instance instantaneous institution instruction instrumental
insufficiency insulin intact intake integral intensity intensive intent inter interatrial intercostal intercostales
interdigitating interest interface interference interiliac interlobar interlobular intermediate intermedius
intermittent internal internus interossei interpectoral interpretation interpsinales interspinales interstitial
intertragal interval intervention interventional interventions intervertebral intestinal intestine intima intimal into
intracoronary intracranial intraductal intragenus intraglandular intraluminal intramammary intraocular intraparotid
intrapulmonary intrathecal intravascular intravenous intraventricular introitus invasion invasive inventory inverse
inversion involution involved involvement iodide iodinated iodine iodipamide iodized iodomethamate ionic ionizing
ipsilateral iris iron irregular irregularities irritation ischemia ischemic ischiadicus ischium islander isodense
isolated isolation isotope isovolumic isthmus iterative jacchus janus javan jawline jet joint jugular junction
junctional juvenile juxtaintestinal kenacid kep keratectomy keratomileusis keratosis keratotomy kidney kit knee
kneeling knob known lab label labeled labeling labia labii labium laboratory lacmoid lacrimal lactation lacunar laden
laeken lafe lamalese lamina lamp landrace language large largest laringis laryngeal larynx laser last latae lateral
laterale lateralis laterality laterally latero latissimus layer lead leads leaflet lean least leen left leg legs
leiomyoma leiomyosarcoma lemniscus length lens lenses leopard lesion lesions less lesser leucofuchsin leucopus levator
level libitum lid lidofenin life ligament ligamentum light like limb limbus limit limited limiting limits line linear
lines linguae lingual liothyronine lip lipid lissamine lithotomy little liver living ljsselvee ller lobar lobe lobular
lobulations lobule local localization localized localizer located location log loge long longhaired longissimus
longitudinal longum longus longuss loop lop lopsided lordotic loss low lower lowland lsau lubricant lucency lumbales
lumbalis lumbar lumborum lumbosacralis lumbricales lumen luminance lump lumpectomy lunbricales lung lupus luxol lymph
lymphadenopathy lymphatic lymphogram lymphoma machine macula macular made magna magnet magnetic magnification magnum
magnus main major majora majorum majus malabsorption malachite malamute male malformation malformations malignancy
malignant malinois mammary mammo mammogram mammography mammoplasty management mandible mandibular mandibularis
maneuver maniculatus manifest manifold manipulation manometer manual manually manubrium manufactured manufacturer manx
map mapping margin marginal margins marker marrow martius mask mass masseter mastectomy masticatores mastoid
mastopathy match mater material matrix matter mau max maxilla maxillaris maxillary maximal maximum maximus mean
measure measured measurement measurements meatus mebrofenin media medial mediale medialis medially median mediani
medianus mediastinal mediastinum medical medication medicine medio mediopalmarodistal medioplantarodistal medium
medius medronate meet megabecquerel meglumine melanoma melanomas meldola mellitus membrane membri menopausal menopause
menstrual mental mentalis mercaptoacetyltriglycine mercury merino mesenteric mesentery mesothelioma metacarpal metal
metanil metaplasia metastases metastasis metastatic metatarsal method methods methyl methylene methylthiosemicarbazone
methyltryptophan mic micro microaggregated microarray microbiology microbubbles microcysts microdissection
microlobulated micrometer micropapillary microscope microscopic microscopy microspheres microwave mid midcolic middle
migration miliary millicurie milliliter millimeter millimoles millisecond min miniature minimi minimum minimus minor
minora minus minute mircroscope missing misuse mitral mixed modalities mode model moderate moderately modifications
modified modifier modulator molar mole moles monitoring monoxide montage month months more morgue morphologic
morphology mother motion motor mountain mounting mouth movement movements moyen mph mthund mucicarmine mucocutaneous
mucosa mucous multifidii multiplanar multiple multiplet multiplication multiplier mural murine murmur muscle muscles
musculocutaneus musculoskeletal musculus mustang mycotic myelin myeloma myeloperoxidase mylohyoideus myocardial
myocardium myoclonus myokymia myokymic myotonic nadir nail nailing name naphthalene naphthol narmont narrative
narrowing nasal nasi nasolabial nasopharyngeal nasopharynx native nature nausea navicular nberg nder ndner near neck
necrosis needle needles neg negative neoplasia neoplasm neoplastic nerve nervi nervous network neuroectodermal
neurovascular neutral neutrophil new next night nigra nigrosine nile ninth nipple nitrate nitrazine nodal node nodes
nodule nodules noise non nonaugmented noncerebral noncontact none nonimmersion noninfiltrating nonparenchymal
nonparoxysmal nonspecific normal normalized normative norvegicus nose not notch nsterl nubian nuchal nuclear nucleus
number numeric nurse obesity object obliq oblique obliquus obscured observable observation observed obstetric
obstructed obstruction obstructive obtained obturator obturatorius obtuse occipital occipitofrontalis occlusion
occupation occupational occurred occurrence occurrences ocular oculi oculomotor oculomotorius off offset oil oils old
ole oles olfactory omental oncology one only onset oozing opacities opacity open opening operation operational
operative operator ophtalmicus ophthalmic ophthalmology ophthalmoscopy opiate opponens optic optical opticus optimized
oral orange orbicularis orbit orbital orbitalis orbitoparietal orcein order ordered organ organism orientation orifice
origin oris oronary oropharyngeal oropharynx orthogonal osmosis osseous ostium other out outer outflow outlets outline
output outside ovalis ovarian ovary over overall overlaps overriding overview ovulation oxide oxidronate oxygen
oxyquinoline pace pacemaker pacing pad paddle pain paint pair palatal palate palatina palatine palatoglossal pallidus
palm palmar palmares palmaris palmarodistal palmarolateral palmaromedial palpated palpation pancreas pancreatic
pancreaticoduodenal pancreaticosplenic pap papillary papilloma papillomas papillomatosis para paracervical
paraesophageal parallel paralysis paramammary parameter parametrial paranasal pararectal paraspinal parasternal
paratracheal paravaginal paravesicular parenchyma parenchymal paresthesia parietal parieto parietoacanthial parotid
paroxysmal parqui part partial partially particles particulate pass passes patella patellar patent pathologic
pathology pathway pathways patient patients pattern pause peak peau pectineus pectoral pectoralis pectoris pediatric
pedicle pedis peduncle pei pellucidi pellucidum pelvic pelvis penetration penile penis pentaacetic pentetate per
percent percentage percentile percutaneous perforating perforator perforators performance performed perfusion
pericardial pericardiophrenic pericarditis pericardium perigastric perineum period periodic periods perioral
peripancreatic peripapillary peripheral permanent permethrin peroneal peroneus peroxidase person personal
pertechnetate petit phalanx pharmacologic pharyngeal pharyngotympanic pharynx phase phenylephrine phenylpropan
philtrum phlebosclerosis phloxin phosphatase phosphate phosphotungstic photodriving photography photomyogenic photon
photoparadoxysmal photoreceptors phrenic phrenicus physical physician physics physiologic phytate pig pigmentation pin
pink pinna pinscher piriform piriformis pit pituitary pixel placed placement placenta plan plane planes planning
plantae plantar plantares plantaris plantarodistal plantarolateral plantaromedial plantodorsal plaque plasmacytoma
plastic plate plateau pleomorphic pleura pleural plexus plus point pointer pointing points poliovirus pollicis polygon
polymer polymorphic polyvinylpyrrolidone ponceau pontamine pony poodle pool poor poorly popcorn popliteal popliteus
population porcellus port portal portion position positioning positions positive possible post postauricular
postductal posterior postero posterobasal posterolateral posteromedial postoperative postprocedure posture
postvesicular potassium potential potentially pouch povidone power ppm prairie pre preauricular prececal predecessor
predicted preductal prefemoral preformed pregnancy pregnant prelaryngeal prem premature premolar preparation
prepericardial prepped prepuce present presenting pressed pressure presymphysial pretracheal prevascular prevented
prevertebral prevesicular previous previously primary prime primitive prior prism problem procedural procedure process
processed processing procion product professional profile profunda profundus progress projection projections
prokinetic prolapse promontory pronator prone pronounced propagation proper property proportional proprii
prostaglandin prostate prostatic prosthesis prosthetic protargol protocol proven provider proximal proximity psax
pseudotumor psychiatry pubis puborectalis pudendum pudendus pullback pulmonary pulmonic pulsation pulse pump purified
purkinje purple purpose putamen putorius pyloric pyridoxyl pyriform pyronin pyronine pyrophosphate pyruvaldehyde
pyruvic quadrant quadratus quadriceps quadruped qualifier quality quantitification quasiperiodic quinacrine rabbit
race racemose racial rack racks rad radial radialis radiata radiation radiations radioactive radiobiological
radiographer radiographic radiography radioisotope radiologic radiolucent radiopaque radiopharmaceutical radiotherapy
radius raised range rank raster rate ratio raw ray reach reaction reading ready real reason reasons rebreathing
receiving recent receptor recess reciprocating recommended reconstruct reconstruction record recording recovery rectal
rectouterine rectum rectus recumbent recut recutting red reductase reduction reference reflectance reflection
reformatting refraction refractive refractory refused regime region regional regions registrar regular regulation
regurgitant regurgitation reimbursement rejected related relating relational relationship relative relatives relaxant
relaxation relevant remission removal removed renal rendering renders repair repetitive replacement repolarization
report reported reporting reports repositioning representative request requested required requirement requirements
requires res resampling rescheduled rescheduling reserve resin resolution resolved resonance resource respect
respiration respiratory response rest resting restless restraint restrictive result results resume retina retinal
retraction retriever retrocecal retroillumination retromolar retroperitoneal retropharyngeal retropyloric
retrotracheal return returned reuse review revised rex rhabdomyosarcoma rheumatic rhodamine rhomboideus rhythm rib
rich ridge ridgeback right ring risk risorius rnc rod role rolling room root rosolic rostral rotary rotation
rotational rough rounded route ruler rupture ruptured sac saccular sacral sacrales sacralis sacrum saddleback
saddlebred saffron safranin sagittal saline salivary salt same sample samples sampling sandy saphenofemoral saphenous
saphenus sapiens sarcoma sartorius satellite saturation sawtooth scale scalene scalenus scales scalp scan scanner
scanning scaphoid scapula scapulae scapular scar scarlet scatter scattered schnauzer sclera sclerosis sclerotic score
scoring screen screening screw scrofa scrotum sec second secreting section sectional sectioning sections sedated
sedation sedative seed seen segment segmental segmentation segmentectomy segmented segments seizure selected selection
selective semi semiconductor semimembranosus seminal semispinalis semitendinosus sense sensitivity sensor sentinel
separation septal septi septum sequential sequestrant series serous serpentine serratus serum service sesamoid session
sestamibi set setter seventh severe severely severity sex shade shading shadow shadowing shaft shallow shape shaped
sharp shaving sheath sheep sheepdog shepherd shield shift shock short shortening shorthair shorthaired shorthorn shot
should showing shunt sian sick side sided sides sigma sigmoid sign signal significance significant signs silicone
silky silver similar simple since single sinoatrial sinotubular sinus sinuses siphon sirius sister site sitting situ
situation sixth size skeletal skew skin skull sky sleep slices slide slip slit slow small smallest smear smoked smoker
smoking smooth sodium soft sole soleus solid solochrome soluble solution son sonographic sound source space spaniel
spasms spatial spatially specialist species specific specified specimen specimens speckle spectral spectroscopy
spectrum speed sphere sphincter spiculated spiculation spiculations spike spikes spinae spinal spinales spinalis
spindle spine spinous spirit spitz splenic splenium splenius spore spot sqrt squamous square squares ssing stage stain
stalk standalone standard standing stannous staple start started stasis state status steam steatohepatitis steering
stem stenoses stenosis stent stenting step steppe stereoscopic stereotactic stereotactically sterile sternal
sternocleidomastoid sternum steroidal sticker stimulant stimulating stimulation stimulus stitching stland stomach
stone stooped stop stopping storage streaks stream strength stress stria striatum stripe stroke stroma stromal strong
strongly structural structure structures studies study stump subaortic subarachnoid subcarinal subclavian subclavius
subcostal subcutaneous subepithelial subiliac subject subjects sublimate submandibular submental submentovertical
submission subpyloric subscapular subscapulares subscapularis subsegmental subsequent subspecies substance substituted
subtraction subtype subvalvular succeeded successful succimer succinate suggestive sulfate sulfon sulfur sum sunset
superbreed superficial superficialis superior superiori superioris superolateral superomedial supinator supine supply
support supported supporting suppression suppressions supraclavicular supraglottis supramammary supraorbitalis
suprapyloric suprarenal supraspinatus surae sure surealis surface surgery surgical surrounding surveillance
susceptibility suspected suspension sustained suture swab swiss switch symmetric symmetry symptom symptoms syncope
syndrome syndromes synkinesis synthetic synuclein system systemic systems systole systolic table tachycardia tagged
tail take taken talc talus tamponade tan tangential tapetum target tarpan tarsus tartrazine tau taurus technetium
technical technique technologist teeth telencephalon temperature temporal temporalis temporally temporary tendineae
tendon tensor tenth teres terminal terminalis terminate termination terrier territories tervuren test testicular
testing tetra tetrofosmin tetroxide texture thalamic thallium than the thecal thenar therapeutic therapy thermal theta
thickening thickness thigh thioflavine thionine thiosemicarbazone third this thoracic thoracici thoracicus thoracis
thorax three threshold throat thrombectomy thrombolytic thrombosed thrombosis through thumb thyrocervical thyroid
tibia tibial tibialis tick tidal tien tile tilt time timecode timeout timing tinged tip tissue tissues titan tobacco
toe tolerance tolling toluidine tomographer tomography tongue tonsil too tooth topical topographer topography torsion
tortuosity torus total toward toy trabecular trace tracer trachea tracheal tracheobronchial tracheostomy tract
tractography tragus train transaminase transcutaneous transducer transfer transferase transferred transferrin
transforamenal transformation transfusion transient transients transillumination transistor transit transition
translucent transluminal transoral transorbital transplant transport transposition transrectal transseptal
transthoracic transverse transversus trapeze trapezius trapping trauma traumatic treadmill treat treatment treatments
tremor trial triangle triangulation triatriatum tributary triceps trichrome tricuspid trifascicular trigeminal
trigeminus triggered triggering triglycine trigone triloculare triolein trioxide triphasic triplet trisodium
trochanter trochlear trochlearis tropaeolin trotter trotting tru true truncated truncus trunk trypan ttingen tubal
tube tubercle tubes tumor tunis tunnel turcica twelfth two type tyroartenoideus tyropanoate tzu ulcer ulcerated
ulceration ulna ulnar ulnaris ultrasonography ultrasound umbilical umbilicus unadministered uncertain uncertainty
uncinate uncorrected under undetermined undifferentiated uniform uniformity unilateral unipolar unit units unknown
unnecessary unobstructed unresponsive unspecified unstageable unsuccessful until unusable upgaze upper uptake ureteric
urethra urethral urgency urinary urticaria use used using usual uteri uterine uterus uvula vaginal vagus value values
valve valved valveless valvular van vare variance varicose vascular vascularity vasculature vasculitis vasodilating
vasodilator vasorum vastus vector vedotin vein veins velocity vena vendeen venerie venosus venous venticular
ventilated ventilation ventilator ventral ventricle ventricular ventriculogram ventriculography ventrocaudal verhoeff
verified vermilion versenate version vertebra vertebral vertex vertical verticosubmental vertrebrae vesical vesicle
vesicular vessel vessels vestibularis vestibule vestibulocochlear vestibulocochlearis via vial victoria view viewing
views violet virus visceral visible visit visual visualized vital vitelline vitreous vizsla voice voiding volar
voltage volume volumes voluntary vomiting voxel vulvar wake walker walking wall warm warming warning wash water wattle
wave waveform wavefront wavelength waves wax waxoline wayson wchen wedge week weight weighted weighting well wet
wheaten when white whole width wild window wing wire wirehaired with withdrawn within without wolfhound wool worklist
workload world wound wraparound wright wrist xiphoid xylene xylidine xylose year yellow zebu zero zone zygomaticus
"""
