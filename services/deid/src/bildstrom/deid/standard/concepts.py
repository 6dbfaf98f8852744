"""Table E.3.4-1 of DICOM PS3.15 2026c, (c) NEMA: content items by their concept name. Generated.

Source digest: SHA-256 77d60b856faf4223ab40a398c53130fc0ee9490d0d811ee3536e6d25c02ac717
Each row: coding scheme designator, code value, value type, action of the Basic Application Level Confidentiality
Profile, and the actions of OPTIONS, one letter each: K (keep), C (clean) or a dot.
"""

EDITION = "2026c"

OPTIONS = (
    "retain-uids",
    "retain-device-identity",
    "retain-institution-identity",
    "retain-patient-characteristics",
    "retain-full-dates",
    "retain-modified-dates",
    "clean-descriptors",
)

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("DCM", "121022", "TEXT", "X", "......."),  # Accession Number
    ("DCM", "113795", "IMAGE", "D", "K......"),  # Acquired Image
    ("DCM", "126201", "DATE", "X", "....KC."),  # Acquisition Date
    ("DCM", "130884", "DATETIME", "X", "....KC."),  # Acquisition DateTime
    ("DCM", "125203", "TEXT", "X", "......C"),  # Acquisition Protocol
    ("DCM", "126202", "TIME", "X", "....KC."),  # Acquisition Time
    ("NCIt", "C67447", "TEXT", "X", "......C"),  # Activity Session
    ("SCT", "440252007", "TEXT", "D", "......C"),  # Administration of radiopharmaceutical
    ("NCDR [2.0b]", "15", "DATETIME", "X", "....KC."),  # Admission DateTime
    ("DCM", "112050", "TEXT", "X", "......C"),  # Anatomic Identifier
    ("SCT", "398164008", "DATETIME", "X", "....KC."),  # Anesthesia Finish Time
    ("SCT", "398325003", "DATETIME", "X", "....KC."),  # Anesthesia Start Time
    ("DCM", "121080", "IMAGE", "X", "K......"),  # Best illustration of finding
    ("DCM", "121080", "WAVEFORM", "X", "K......"),  # Best illustration of finding
    ("DCM", "113723", "DATETIME", "D", "....KC."),  # Calibration DateTime
    ("DCM", "113720", "TEXT", "X", "......C"),  # Calibration Protocol
    ("DCM", "113724", "TEXT", "D", "......C"),  # Calibration Responsible Party
    ("NCDR [2.0b]", "76", "PNAME", "D", "......."),  # Catheterization Operator
    ("DCM", "121120", "COMPOSITE", "X", "K......"),  # Cath Lab Procedure Log
    ("SCT", "371524004", "COMPOSITE", "X", "K......"),  # Clinical Report
    ("SCT", "371524004", "TEXT", "X", "......C"),  # Clinical Report
    ("DCM", "121106", "TEXT", "X", "......C"),  # Comment
    ("SCT", "116224001", "TEXT", "X", "......C"),  # Complication of Procedure
    ("DCM", "112347", "TEXT", "D", "......."),  # Component ID
    ("DCM", "121077", "TEXT", "X", "......C"),  # Conclusion
    ("DCM", "111018", "DATE", "X/D", "....KC."),  # Content Date
    ("DCM", "111019", "TIME", "X/D", "....KC."),  # Content Time
    ("DCM", "122073", "COMPOSITE", "X", "K......"),  # Current procedure evidence
    ("LN", "11955-2", "DATE", "X", "....KC."),  # Date of last menstrual period
    ("DCM", "121431", "DATETIME", "X", "....KC."),  # DateTime Concern Noted
    ("DCM", "121432", "DATETIME", "X", "....KC."),  # DateTime Concern Resolved
    ("DCM", "111527", "DATETIME", "X", "....KC."),  # DateTime Ended
    ("DCM", "122165", "DATETIME", "X", "....KC."),  # DateTime of Death
    ("DCM", "122105", "DATETIME", "X", "....KC."),  # DateTime of Intervention
    ("DCM", "111536", "DATETIME", "X", "....KC."),  # DateTime of last evaluation
    ("DCM", "111702", "DATETIME", "X", "....KC."),  # DateTime of processing
    ("DCM", "121125", "DATETIME", "X", "....KC."),  # DateTime of Recording of Log Entry
    ("DCM", "111535", "DATETIME", "X", "....KC."),  # DateTime problem observed
    ("DCM", "121433", "DATETIME", "X", "....KC."),  # DateTime Problem Resolved
    ("DCM", "111526", "DATETIME", "X/D", "....KC."),  # DateTime Started
    ("DCM", "112363", "TEXT", "D", "......."),  # Degree of Freedom ID
    ("DCM", "112357", "UIDREF", "D", "K......"),  # Derived Fiducial
    ("DCM", "112373", "COMPOSITE", "X", "K......"),  # Derived Planning Data
    ("DCM", "112372", "COMPOSITE", "X", "K......"),  # Derived Planning Images
    ("DCM", "111021", "TEXT", "X", "......C"),  # Description of Change
    ("DCM", "121145", "TEXT", "X", "......C"),  # Description of Material
    ("DCM", "120999", "TEXT", "X", ".K....."),  # Device Description
    ("DCM", "113877", "TEXT", "X", ".K....."),  # Device Name
    ("DCM", "121013", "TEXT", "X", ".K....."),  # Device Observer Name
    ("DCM", "121017", "TEXT", "X", "..K...."),  # Device Observer Physical Location During Observation
    ("DCM", "121016", "TEXT", "X", ".K....."),  # Device Observer Serial Number
    ("DCM", "121012", "UIDREF", "X/D", "KK....."),  # Device Observer UID
    ("DCM", "113880", "TEXT", "X/D", ".K....."),  # Device Serial Number
    ("DCM", "121193", "TEXT", "D", ".K....."),  # Device Subject Name
    ("DCM", "121197", "TEXT", "X", "..K...."),  # Device Subject Physical Location during observation
    ("DCM", "121196", "TEXT", "X", ".K....."),  # Device Subject Serial Number
    ("DCM", "121198", "UIDREF", "X", "KK....."),  # Device Subject UID
    ("DCM", "122163", "DATETIME", "X", "....KC."),  # Discharge DateTime
    ("DCM", "121342", "IMAGE", "X", "K......"),  # Dose Image
    ("DCM", "122083", "TEXT", "X/D", "......C"),  # Drug administered
    ("DCM", "122082", "DATETIME", "X", "....KC."),  # Drug end
    ("DCM", "122081", "DATETIME", "X", "....KC."),  # Drug start
    ("SCT", "271921002", "TEXT", "X/D", "......C"),  # ECG Finding
    ("LN", "11778-8", "DATE", "X", "....KC."),  # EDD
    ("DCM", "113810", "DATETIME", "D", "....KC."),  # End of X-Ray Irradiation
    ("DCM", "121122", "TEXT", "X", ".K....C"),  # Equipment Identification
    ("DCM", "128429", "UIDREF", "D", "K......"),  # Event UID Used
    ("NCIt", "C54627", "NUM", "X", "......."),  # Experience
    ("DCM", "121088", "PNAME", "X", "......."),  # Fellow
    ("LN", "11951-1", "TEXT", "D", "......."),  # Fetus ID
    ("DCM", "121021", "TEXT", "X", "......."),  # Filler Number
    ("DCM", "121071", "TEXT", "X/D", "......C"),  # Finding
    ("SCT", "363698007", "TEXT", "D", "......C"),  # Finding Site
    ("DCM", "112227", "UIDREF", "X/D", "K......"),  # Frame of Reference UID
    ("DCM", "127857", "DATE", "D", "....KC."),  # Glucose Measurement Date
    ("DCM", "127858", "TIME", "D", "....KC."),  # Glucose Measurement Time
    ("LN", "11329-0", "TEXT", "X", "......C"),  # History
    ("DCM", "130527", "TEXT", "D", "..K...."),  # Identification of the Attenuator
    ("DCM", "113832", "TEXT", "D", ".K....."),  # Identification of the X-Ray Source
    ("DCM", "125010", "TEXT", "X", "......."),  # Identifier
    ("DCM", "128775", "TEXT", "X", "......."),  # Identifier within Person Observer's Role
    ("DCM", "112229", "IMAGE", "D", "K......"),  # Identifying Segment
    ("DCM", "125201", "IMAGE", "X", "K......"),  # Illustration of Finding
    ("DCM", "121200", "IMAGE", "X", "K......"),  # Illustration of ROI
    ("DCM", "121138", "IMAGE", "D", "K......"),  # Image Acquired
    ("DCM", "122712", "DATETIME", "D", "....KC."),  # Imaging Start DateTime
    ("DCM", "112366", "COMPOSITE", "X", "K......"),  # Implant Assembly Template
    ("DCM", "111033", "TEXT", "D", "......C"),  # Impression Description
    ("LN", "18785-6", "TEXT", "D", "......C"),  # Indications for Procedure
    ("DCM", "121154", "TEXT", "D", "......."),  # Intervention attempt identifier
    ("DCM", "113850", "PNAME", "D", "......."),  # Irradiation Authorizing
    ("DCM", "113605", "TEXT", "X", "......."),  # Irradiation Event Label
    ("DCM", "113769", "UIDREF", "D", "K......"),  # Irradiation Event UID
    ("DCM", "110190", "TEXT", "X", "......."),  # Issuer of Identifier
    ("DCM", "111706", "TEXT", "X", "......."),  # Issuer of Parent Specimen Identifier
    ("DCM", "111724", "TEXT", "X", "......."),  # Issuer of Specimen Identifier
    ("DCM", "113012", "TEXT", "X", "......C"),  # Key Object Description
    ("LN", "18118-0", "TEXT", "X", "......C"),  # LV Wall Motion Segmental Findings
    ("DCM", "112371", "COMPOSITE", "D", "K......"),  # Manufacturer Implant Template
    ("DCM", "112352", "TEXT", "D", "......."),  # Mating Feature ID
    ("DCM", "112351", "TEXT", "D", "......."),  # Mating Feature Set ID
    ("DCM", "111516", "TEXT", "X", "......C"),  # Medication Type
    ("DCM", "121036", "PNAME", "X", "......."),  # Mother of fetus
    ("DCM", "113873", "TEXT", "X", "..K...."),  # Organization Name
    ("DCM", "111040", "COMPOSITE", "D", "K......"),  # Original Source
    ("DCM", "111705", "TEXT", "D", "......."),  # Parent Specimen Identifier
    ("DCM", "112361", "COMPOSITE", "X", "K......"),  # Patient Data Used During Planning
    ("DCM", "112354", "IMAGE", "X", "K......"),  # Patient Image
    ("DCM", "113815", "TEXT", "D", "......C"),  # Patient Model
    ("DCM", "121110", "TEXT", "X", "......C"),  # Patient Presentation
    ("DCM", "128425", "COMPOSITE", "X", "K......"),  # Patient Radiation Dose Model Data
    ("DCM", "128425", "IMAGE", "X", "K......"),  # Patient Radiation Dose Model Data
    ("DCM", "128425", "UIDREF", "X", "K......"),  # Patient Radiation Dose Model Data
    ("DCM", "128426", "TEXT", "X", "......C"),  # Patient Radiation Dose Model Reference
    ("DCM", "109054", "TEXT", "X", "......C"),  # Patient State
    ("DCM", "122128", "TEXT", "X", "..K...."),  # Patient Transferred From
    ("DCM", "121126", "UIDREF", "D", "K......"),  # Performed Procedure Step SOP Instance UID
    ("DCM", "121114", "PNAME", "D", "......."),  # Performing Physician
    ("DCM", "121152", "PNAME", "X", "......."),  # Person administering drug/contrast
    ("DCM", "113871", "TEXT", "X", "......."),  # Person ID
    ("DCM", "113872", "TEXT", "X", "......."),  # Person ID Issuer
    ("DCM", "113870", "PNAME", "D", "......."),  # Person Name
    ("DCM", "128774", "TEXT", "X", "......."),  # Person Observer's Login Name
    ("DCM", "121009", "TEXT", "X", "..K...."),  # Person Observer's Organization Name
    ("DCM", "121008", "PNAME", "D", "......."),  # Person Observer Name
    ("DCM", "121173", "TEXT", "X", "......C"),  # Physician Note
    ("DCM", "121020", "TEXT", "X", "......."),  # Placer Number
    ("DCM", "113516", "TEXT", "X", "......."),  # Prescription Identifier
    ("DCM", "122075", "COMPOSITE", "X", "K......"),  # Prior report for current patient
    ("DCM", "121124", "TEXT", "X/D", "......."),  # Procedure Action ID
    ("DCM", "122146", "DATETIME", "X/D", "....KC."),  # Procedure DateTime
    ("NCDR [2.0b]", "52", "DATETIME", "D", "....KC."),  # Procedure DateTime
    ("DCM", "121065", "TEXT", "X/D", "......C"),  # Procedure Description
    ("NCDR [2.0b]", "53", "TEXT", "X", "......."),  # Procedure Number in this admission
    ("DCM", "122177", "TEXT", "X", "......C"),  # Procedure Result
    ("DCM", "121019", "UIDREF", "X", "K......"),  # Procedure Study Component UID
    ("DCM", "121018", "UIDREF", "X", "K......"),  # Procedure Study Instance UID
    ("DCM", "122701", "DATETIME", "X", "....KC."),  # Procedure Time Base
    ("DCM", "111703", "TEXT", "X", "......C"),  # Processing step description
    ("DCM", "126071", "TEXT", "X", "......C"),  # Protocol Time Point Identifier
    ("DCM", "128230", "TEXT", "X", "......C"),  # Pulse Sequence Name
    ("DCM", "121002", "COMPOSITE", "D", "K......"),  # Quoted Source
    ("DCM", "128436", "COMPOSITE", "D", "K......"),  # Radiation Dose Composite Parameters
    ("DCM", "128403", "TEXT", "D", "......C"),  # Radiation Dose Estimate Name
    ("DCM", "128414", "COMPOSITE", "D", "K......"),  # Radiation Dose Representation Data
    ("DCM", "128414", "IMAGE", "D", "K......"),  # Radiation Dose Representation Data
    ("DCM", "113514", "TEXT", "X", "......."),  # Radionuclide Identifier
    ("DCM", "113503", "UIDREF", "D", "K......"),  # Radiopharmaceutical Administration Event UID
    ("DCM", "113511", "TEXT", "X", "......."),  # Radiopharmaceutical Dispense Unit Identifier
    ("DCM", "113512", "TEXT", "X", "......."),  # Radiopharmaceutical Lot Identifier
    ("DCM", "123003", "DATETIME", "X/D", "....KC."),  # Radiopharmaceutical Start DateTime
    ("DCM", "123004", "DATETIME", "X", "....KC."),  # Radiopharmaceutical Stop DateTime
    ("DCM", "130507", "TEXT", "X", "......C"),  # RDSR Frame of Reference Description
    ("DCM", "113513", "TEXT", "X", "......."),  # Reagent Vial Identifier
    ("DCM", "126100", "COMPOSITE", "X", "K......"),  # Real World Value Map used for measurement
    ("DCM", "113907", "TEXT", "X", "......C"),  # Reason for Proceeding
    ("DCM", "113552", "TEXT", "X", "......C"),  # Recent Physical Activity
    ("DCM", "121075", "TEXT", "X", "......C"),  # Recommendation
    ("DCM", "111054", "DATE", "X/D", "....KC."),  # Recommended Follow-up Date
    ("DCM", "121191", "IMAGE", "X/D", "K......"),  # Referenced Segment
    ("DCM", "121214", "IMAGE", "D", "K......"),  # Referenced Segmentation Frame
    ("DCM", "112364", "COMPOSITE", "X", "K......"),  # Related Patient Data Not Used During Planning
    ("DCM", "121121", "TEXT", "X", "......."),  # Room Identification
    ("DCM", "111469", "DATETIME", "D", "....KC."),  # Sampling DateTime
    ("DCM", "111058", "TEXT", "D", "......C"),  # Selected Region Description
    ("DCM", "131561", "DATE", "X", "....KC."),  # Series Date
    ("DCM", "131563", "TEXT", "X", "......C"),  # Series Description
    ("DCM", "131562", "TIME", "X", "....KC."),  # Series Time
    ("DCM", "112002", "UIDREF", "D", "K......"),  # Series Instance UID
    ("DCM", "113985", "UIDREF", "D", "K......"),  # Series or Instance used for Water Equivalent Diameter estimation
    ("DCM", "121434", "TEXT", "X", "..K...."),  # Service Delivery Location
    ("DCM", "121435", "PNAME", "X", "......."),  # Service Performer
    ("DCM", "121435", "TEXT", "X", "......."),  # Service Performer
    ("SCT", "160476009", "TEXT", "X", "......C"),  # Social History
    ("DCM", "121233", "IMAGE", "D", "K......"),  # Source image for segmentation
    ("DCM", "121112", "IMAGE", "D", "K......"),  # Source of Measurement
    ("DCM", "121112", "WAVEFORM", "X", "K......"),  # Source of Measurement
    ("DCM", "121232", "UIDREF", "D", "K......"),  # Source series for segmentation
    ("DCM", "128447", "COMPOSITE", "X", "K......"),  # Spatial Fiducials
    ("DCM", "112353", "COMPOSITE", "X", "K......"),  # Spatial Registration
    ("DCM", "128444", "COMPOSITE", "D", "K......"),  # Spatial Registration Reference
    ("DCM", "111700", "TEXT", "X", "......."),  # Specimen Container Identifier
    ("DCM", "121041", "TEXT", "X", "......."),  # Specimen Identifier
    ("DCM", "121039", "UIDREF", "X", "K......"),  # Specimen UID
    ("DCM", "128416", "COMPOSITE", "D", "K......"),  # SR Instance Used
    ("SCT", "398201009", "DATETIME", "D", "....KC."),  # Start DateTime
    ("DCM", "113809", "DATETIME", "D", "....KC."),  # Start of X-Ray Irradiation
    ("DCM", "110119", "TEXT", "X", ".K....."),  # Station AE Title
    ("DCM", "122173", "DATETIME", "X", "....KC."),  # ST Elevation Onset DateTime
    ("SCT", "397898000", "DATETIME", "D", "....KC."),  # Stop DateTime
    ("DCM", "109056", "TEXT", "X", "......C"),  # Stress Protocol
    ("DCM", "111060", "DATE", "X/D", "....KC."),  # Study Date
    ("DCM", "110180", "UIDREF", "D", "K......"),  # Study Instance UID
    ("DCM", "111061", "TIME", "X/D", "....KC."),  # Study Time
    ("DCM", "121033", "NUM", "X", "...K..."),  # Subject Age
    ("DCM", "121031", "DATE", "X", "......."),  # Subject Birth Date
    ("DCM", "121030", "TEXT", "X/D", "......."),  # Subject ID
    ("DCM", "121029", "PNAME", "D", "......."),  # Subject Name
    ("DCM", "121032", "CODE", "X", "...K..."),  # Subject Sex
    ("DCM", "126070", "TEXT", "X", "......C"),  # Subject Time Point Identifier
    ("DCM", "121028", "UIDREF", "X", "K......"),  # Subject UID
    ("DCM", "121111", "TEXT", "X", "......C"),  # Summary
    ("DCM", "112359", "COMPOSITE", "X", "K......"),  # Supporting Information
    ("DCM", "130885", "UIDREF", "X", "K......"),  # Synchronization Frame of Reference UID
    ("UMLS", "C2348792", "TEXT", "X/D", "......C"),  # Time Point
    ("DCM", "112040", "UIDREF", "D", "K......"),  # Tracking Unique Identifier
    ("LN", "74711-3", "TEXT", "X", ".K....."),  # Unique Device Identifier
    ("DCM", "121000", "CONTAINER", "X", ".K....."),  # Unique Device Identifiers
    ("DCM", "112356", "UIDREF", "D", "K......"),  # User Selected Fiducial
    ("DCM", "121143", "WAVEFORM", "D", "K......"),  # Waveform Acquired
    ("DCM", "128470", "COMPOSITE", "X", "K......"),  # X-Ray Attenuator Model Data
    ("DCM", "128470", "IMAGE", "X", "K......"),  # X-Ray Attenuator Model Data
    ("DCM", "128470", "UIDREF", "X", "K......"),  # X-Ray Attenuator Model Data
    ("DCM", "113701", "COMPOSITE", "X", "K......"),  # X-Ray Radiation Dose Report
)

# SNOMED-RT style codes that the table's SNOMED CT codes had before (PS3.16 annex O).
RETIRED_SNOMED = {
    "DD-60002": "116224001",
    "F-02455": "160476009",
    "F-00033": "271921002",
    "G-C0E3": "363698007",
    "R-42B89": "371524004",
    "G-D320": "397898000",
    "DF-0070B": "398164008",
    "G-D321": "398201009",
    "DF-0068E": "398325003",
    "PA-30029": "440252007",
}
