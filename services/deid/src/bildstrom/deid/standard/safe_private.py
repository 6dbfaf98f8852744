"""Table E.3.10-1 of DICOM PS3.15 2026c, (c) NEMA: private elements thought to be safe. Generated.

Source digest: SHA-256 d7938eaca1f9efa59da57f0380fd46d04da9d44aebe649f43b5718e39e7ab2bb
For each private creator: group << 8 | element number within the creator's block, and the VRs of the table; the table
leaves five of them empty.
"""

SAFE: dict[str, dict[int, str]] = {
    "ELSCINT1": {
        0x00E121: "DS",  # DLP
        0x00E150: "DS",  # Acquisition Duration
        0x01E126: "CS",  # Phantom Type
        0x01F101: "CS",  # Acquisition Type
        0x01F107: "DS",  # Table Velocity
        0x01F126: "DS",  # Pitch
        0x01F127: "DS",  # Rotation Time
    },
    "GEIIS PACS": {
        0x090310: "US",  # Reject Image Flag
        0x090311: "US",  # Significant Flag
        0x090312: "US",  # Confidential Flag
    },
    "GEMS_ACQU_01": {
        0x001923: "DS",  # Table Speed [mm/rotation]
        0x001924: "DS",  # Mid Scan Time [sec]
        0x001927: "DS",  # Rotation Speed (Gantry Period)
        0x00199E: "LO",  # Internal Pulse Sequence Name
    },
    "GEMS_HELIOS_01": {
        0x004501: "SS",  # Number of Macro Rows in Detector
        0x004502: "FL",  # Macro width at ISO Center
    },
    "GEMS_PARM_01": {
        0x004327: "SH",  # Scan Pitch Ratio in the form "n.nnn:1"
        0x004339: "IS",  # 1stvalue is B Value
        0x00436F: "DS",  # Scanner Table Entry + Gradient Coil Selected
    },
    "GEMS_SERS_01": {
        0x002507: "SL",  # Images in Series
    },
    "HOLOGIC, Inc.": {
        0x7E0101: "LO",  # Codec Version
        0x7E0102: "SH",  # Codec Content Type
        0x7E0110: "SQ",  # High Resolution Data Sequence
        0x7E0111: "SQ",  # Low Resolution Data Sequence
        0x7E0112: "OB",  # Codec Content
    },
    "NQHeader": {
        0x009901: "UI",  # Version
        0x009902: "UI",  # Analyzed Series UID
        0x009904: "SS",  # Return Code
        0x009905: "LT",  # Return Message
        0x009910: "FL",  # MI
        0x009920: "SH",  # Units
        0x009921: "FL",  # ICV
    },
    "NQLeft": {
        0x019901: "FL",  # Left Cortical White Matter
        0x019902: "FL",  # Left Cortical Gray Matter
        0x019903: "FL",  # Left 3rd Ventricle
        0x019904: "FL",  # Left 4th Ventricle
        0x019905: "FL",  # Left 5th Ventricle
        0x019906: "FL",  # Left Lateral Ventricle
        0x019907: "FL",  # Left Inferior Lateral Ventricle
        0x019908: "FL",  # Left Inferior CSF
        0x019909: "FL",  # Left Cerebellar White Matter
        0x01990A: "FL",  # Left Cerebellar Gray Matter
        0x01990B: "FL",  # Left Hippocampus
        0x01990C: "FL",  # Left Amygdala
        0x01990D: "FL",  # Left Thalamus
        0x01990E: "FL",  # Left Caudate
        0x01990F: "FL",  # Left Putamen
        0x019910: "FL",  # Left Pallidum
        0x019911: "FL",  # Left Ventral Diencephalon
        0x019912: "FL",  # Left Nucleus Accumbens
        0x019913: "FL",  # Left Brain Stem
        0x019914: "FL",  # Left Exterior CSF
        0x019915: "FL",  # Left WM Hypo
        0x019916: "FL",  # Left Other
    },
    "NQRight": {
        0x029901: "FL",  # Right Cortical White Matter
        0x029902: "FL",  # Right Cortical Gray Matter
        0x029903: "FL",  # Right 3rd Ventricle
        0x029904: "FL",  # Right 4th Ventricle
        0x029905: "FL",  # Right 5th Ventricle
        0x029906: "FL",  # Right Lateral Ventricle
        0x029907: "FL",  # Right Inferior Lateral Ventricle
        0x029908: "FL",  # Right Inferior CSF
        0x029909: "FL",  # Right Cerebellar White Matter
        0x02990A: "FL",  # Right Cerebellar Gray Matter
        0x02990B: "FL",  # Right Hippocampus
        0x02990C: "FL",  # Right Amygdala
        0x02990D: "FL",  # Right Thalamus
        0x02990E: "FL",  # Right Caudate
        0x02990F: "FL",  # Right Putamen
        0x029910: "FL",  # Right Pallidum
        0x029911: "FL",  # Right Ventral Diencephalon
        0x029912: "FL",  # Right Nucleus Accumbens
        0x029913: "FL",  # Right Brain Stem
        0x029914: "FL",  # Right Exterior CSF
        0x029915: "FL",  # Right WM Hypo
        0x029916: "FL",  # Right Other
    },
    "Philips Imaging DD 001": {
        0x200101: "FL",  # MR Image Chemical Shift
        0x200102: "IS",  # MR Image Chemical Shift Number
        0x200103: "FL",  # MR Image Diffusion B-Factor
        0x200104: "CS",  # MR Image Diffusion Direction
        0x200105: "SS",  # Graphic Annotation Parent ID
        0x200106: "CS",  # MR Image Enhanced
        0x200107: "CS",  # MR Image Type Edes
        0x200108: "IS",  # MR Image Phase Number
        0x200109: "FL",  # MR Image Prepulse Delay
        0x20010A: "IS",  # Image Plane Number
        0x20010B: "CS",  # Image Plane Orientation
        0x20010C: "CS",  # MR Series Arrhythmia Rejection
        0x20010E: "CS",  # MR Series Cardiac Cycled
        0x20010F: "SS",  # MR Series Cardiac Gate Width
        0x200110: "CS",  # MR Series Cardiac Sync
        0x200111: "FL",  # MR Series Diffusion Echo Time
        0x200112: "CS",  # MR Series Dynamic Series
        0x200113: "SL",  # MR Series Epi Factor
        0x200114: "SL",  # MR Series Nr Of Echoes
        0x200115: "SS",  # MR Series Nr Of Locations
        0x200116: "SS",  # MR Series Nr Of Phase Contrast Directions
        0x200117: "SL",  # MR Series Nr Of Phases
        0x200118: "SL",  # MR Series Nr Of Slices
        0x200119: "CS",  # MR Series Partial Matrix Scanned
        0x20011A: "FL",  # MR Series Pc Velocity
        0x20011B: "FL",  # MR Series Prepulse Delay
        0x20011C: "CS",  # MR Series Prepulse Type
        0x20011D: "IS",  # MR Series Reconstruction Number
        0x20011E: "CS",  # MR Series Reformat Accuracy
        0x20011F: "CS",  # MR Series Respiration Sync
        0x200121: "CS",  # MR Series Sel Part Inversion Recovery
        0x200122: "FL",  # MR Series Water Fat Shift
        0x200123: "DS",  # MR Series Flip Angle
        0x200124: "CS",  # MR Series Is Interactive
        0x200125: "SH",  # MR Series Echo Time Display
        0x200126: "CS",  # Presentation State Subtraction Active
        0x200127: "CS",  # Edge Enhancement Kernel Size
        0x200128: "FL",  # Edge Enhancement Gain Factor Sub
        0x200129: "FL",  # Edge Enhancement Gain Factor
        0x20012A: "CS",  # Edge Enhancement Taste Adapt Sub
        0x20012B: "CS",  # Edge Enhancement Taste Adapt
        0x20012C: "FL",  # Harmonization Factor
        0x20012D: "SS",  # Stack Number Of Slices
        0x20012E: "CS",  # Harmonization Kernel Size
        0x20012F: "FL",  # Harmonization Gain
        0x200130: "UL",  # Log Subtraction Gain Step Taste
        0x200131: "US",  # Mixing Nr Of Mask Image Numbers
        0x200132: "FL",  # Stack Radial Angle
        0x200133: "CS",  # Stack Radial Axis
        0x200134: "CS",  # Mixing Mask Operation Type
        0x200135: "SS",  # Stack Slice Number
        0x200136: "CS",  # Stack Type
        0x200137: "CS",  # Mixing Operation Type
        0x200138: "FL",  # Overlay Mix Factor
        0x200139: "FL",  # Overscan Factor
        0x20013A: "CS",  # Pixel Shift
        0x20013B: "FL",  # Pixel Shift Split Line Coordinates
        0x20013C: "FL",  # Pixel Shift Shift Vectora
        0x20013D: "UL",  # Contour Fill Color
        0x20013E: "FL",  # Pixel Shift Shift Vectorb
        0x20013F: "CS",  # Displayed Area Zoom Interpolation Meth
        0x200140: "CS",  # Pixel Shift Split Screen
        0x200141: "FL",  # Subtraction Land Marking Factor
        0x200142: "CS",  # Subtraction Land Marking Active
        0x200143: "IS",  # Ellips Displ Shut Major Ax Frst End Pnt
        0x200144: "IS",  # Ellips Displ Shut Major Ax Scnd End Pnt
        0x200145: "IS",  # Ellips Displ Shut Other Ax Frst End Pnt
        0x200146: "CS",  # Graphic Line Style
        0x200147: "FL",  # Graphic Line Width
        0x200148: "SS",  # Graphic Annotation Id
        0x200149: "IS",  # Trace First Image
        0x20014A: "CS",  # Trace Taste
        0x20014B: "CS",  # Interpolation Method
        0x20014C: "CS",  # Poly Line Begin Point Style
        0x20014D: "CS",  # Poly Line End Point Style
        0x20014E: "CS",  # Window Smoothing Taste
        0x20014F: "FD",  # Harmonization Offset
        0x200150: "LO",  # Graphic Marker Type
        0x200151: "IS",  # Overlay Plane Id
        0x200153: "CS",  # Presentation Gl Trafo Invert
        0x200154: "FL",  # Contour Fill Transparency
        0x200155: "UL",  # Graphic Line Color
        0x200156: "CS",  # Graphic Type
        0x200157: "CS",  # Log Subtraction Taste
        0x200158: "UL",  # Series Xray Contrast Transfer Taste
        0x200159: "IS",  # Curve Id
        0x20015A: "ST",  # Graphic Annotation Model
        0x20015D: "ST",  # Measurement Text Units
        0x20015E: "ST",  # Measurement Text Type
        0x20015F: "SQ",  # Stack Sequence
        0x200160: "SL",  # MR Series Nr Of Stacks
        0x200161: "CS",  # Series Transmitted
        0x200162: "CS",  # Series Committed
        0x200163: "CS",  # Examination Source
        0x200164: "SH",  # Text Type
        0x200165: "SQ",  # Overlay Plane Sequence
        0x200166: "SQ",  # Image Curve
        0x200167: "CS",  # Linear Presentation Gl Trafo Shape Sub
        0x200168: "SQ",  # Modality Gl Trafo Sequence
        0x200169: "SQ",  # Display Shutter Sequence
        0x20016A: "SQ",  # Spatial Transformation Sequence
        0x20016B: "SQ",  # Edge Enhancement Sequence
        0x20016D: "LO",  # Text Font
        0x20016E: "SH",  # Series Type
        0x20016F: "SQ",  # Mixing Sequence
        0x200171: "CS",  # Graphic Constraint
        0x200172: "IS",  # Ellips Displ Shut Other Ax Scnd End Pnt
        0x200173: "SQ",  # Referenced Mask Image Sequence
        0x200174: "DS",  # Window Center Sub
        0x200175: "DS",  # Window Width Sub
        0x200176: "UL",  # Presentation State Xray Contrast Transfer Taste
        0x200177: "CS",  # Gl Trafo Type
        0x200179: "SQ",  # Harmonisation Sequence
        0x20017A: "FL",  # Window Rounding Factor
        0x20017B: "IS",  # MR Series Acquisition Number
        0x20017C: "UL",  # Frame Number
        0x20017D: "OW/OB",  # Frame Pixel Data
        0x20017E: "US",  # Edge Enhancement Gain Taste
        0x20017F: "US",  # Edge Enhancement Gain Taste Sub
        0x200180: "LO",  # Text Anchor Point Alignment
        0x200181: "IS",  # MR Series Nr Of Dynamic Scans
        0x200182: "IS",  # MR Series Echo Train Length
        0x200183: "DS",  # MR Series Imaging Frequency
        0x200184: "DS",  # MR Series Inversion Time
        0x200185: "DS",  # MR Series Magnetic Field Strength
        0x200186: "IS",  # MR Series Nr Of Phase Encoding Steps
        0x200187: "SH",  # MR Series Nucleus
        0x200188: "DS",  # MR Series Number Of Averages
        0x200189: "DS",  # MR Series Percent Phase Field Of View
        0x20018A: "DS",  # MR Series Percent Sampling
        0x20018B: "SH",  # MR Series Transmitting Coil
        0x20018C: "CS",  # Needs Processing
        0x200190: "LO",  # Text Foreground Color
        0x200191: "LO",  # Text Background Color
        0x200192: "LO",  # Text Shadow Color
        0x200193: "LO",  # Text Style
        0x200194: "LO",  # Processing Order Specialization
        0x20019A: "SQ",  # Graphic Number Sequence
        0x20019B: "UL",  # Graphic Number
        0x20019D: "LO",  # Subtraction Type
        0x20019F: "US",  # Pixel Processing Kernel Size
        0x2001A1: "CS",  # Is Raw Image
        0x2001A2: "US",  # Log Subtraction Curve Taste
        0x2001A3: "UL",  # Text Color Foreground
        0x2001A4: "UL",  # Text Color Background
        0x2001A5: "UL",  # Text Color Shadow
        0x2001C0: "UL",  # Content Item Identifier
        0x2001C1: "LO",  # Nested Object Type Name
        0x2001C2: "FD",  # Subtraction Rescale Factor
        0x2001C3: "UL",  # Subtraction Offset
        0x2001C5: "SQ",  # Mask Image Lut Sequence
        0x2001C6: "SQ",  # Gain Lut Sequence
        0x2001C7: "SQ",  # Contrast Image Lut Sequence
        0x2001CA: "SQ",  # Reversed Modality Lut
        0x2001CB: "IS",  # Redundant Overlay Plane Id
        0x2001D0: "AT",  # Frame Index Pointer
        0x2001D1: "US",  # Index Number Vector
        0x2001D2: "US",  # Frame Detector Number
        0x2001D3: "US",  # Frame Phase Number
        0x2001D4: "US",  # Frame Rotation Number
        0x2001D5: "US",  # Frame Rr Interval Number
        0x2001D6: "US",  # Frame Time Slot Number
        0x2001D7: "US",  # Frame Slice Number
        0x2001D8: "US",  # Frame Angular View Number
        0x2001D9: "US",  # Frame Time Slice Number
        0x2001DA: "CS",  # Is Arrowhead
        0x2001DB: "US",  # PET Rr Interval Index
        0x2001DC: "US",  # PET Time Slot Index
        0x2001DD: "US",  # PET Time Slice Index
        0x2001DE: "US",  # PET Slice Index
        0x2001DF: "UL",  # Voxel Number
        0x2001E9: "SQ",  # Per Frame Voxels Functional Group
        0x2001F1: "FL",  # MR Image Prospective Motion Correction
        0x2001F2: "FL",  # MR Image Retrospective Motion Correction
        0x2001F3: "CS",  # Dynamic Linear Voigl Trafo
        0x2001F4: "UL",  # Color Key
        0x2001F5: "CS",  # Rotated Text Allowed
        0x2001F6: "UL",  # Number Of Represented Images
        0x2001F7: "LO",  # Data Type Icons
        0x2001F9: "SQ",  # Flagging Sequence
        0x2001FB: "SQ",  # Bookmark Sequence
        0x2001FC: "SQ",  # Ris Code Sequence
        0x2001FD: "SQ",  # Workflow Step Sequence
        0x2001FF: "OW/OB",  # Volume Pixel
    },
    "Philips Imaging DD 002": {
        0x200101: "US",  # Edr Setgp
        0x200102: "FD",  # Edr Setsk
        0x200103: "CS",  # Um Rank Type
        0x200104: "SS",  # Um Rank Number
        0x200105: "FD",  # Um Rank Enhancement
        0x200106: "US",  # Um Kernel Size
        0x200107: "CS",  # Um Gamma Type
        0x200108: "FD",  # Um Gamma Angle
        0x200109: "FD",  # Um Gamma Shift
        0x20010A: "FD",  # Um Gamma Center
        0x20010B: "FD",  # Drr Contrast Equalization
        0x20010C: "US",  # Drr Contrast Equalization Kernel Size
        0x20010D: "CS",  # Drr Sharp Lut Type
        0x20010E: "FD",  # Drr Sharpening
        0x20010F: "US",  # Drr Sharp Kernel Size
        0x200110: "SS",  # Drr Window Width
        0x200111: "SS",  # Drr Window Level
        0x200112: "CS",  # Drr Lut Type
        0x200113: "SS",  # Unique Processing Mode
        0x200114: "FD",  # Unique Contrast Balance
        0x200115: "FD",  # Unique Center Density
        0x200116: "FD",  # Unique Bright Density
        0x200117: "FD",  # Unique Detail Contrast
        0x200118: "CS",  # Unique Density Curve
        0x200119: "FD",  # Unique Density Min
        0x20011A: "FD",  # Unique Density Max
        0x20011B: "FD",  # Unique Gamma
        0x20011C: "FD",  # Unique Gamma Min
        0x20011D: "FD",  # Unique Gamma Max
        0x20011E: "FD",  # Unique Structure Preference
        0x20011F: "FD",  # Unique Noise Limit
        0x200120: "FD",  # Unique Noise Band
        0x200121: "FD",  # Unique Noise Step
        0x200122: "FD",  # Unique Noise Compensation
        0x200123: "FD",  # Unique Structure Boost
        0x200124: "FD",  # Unique Strong Contrast Limit
        0x200125: "FD",  # Unique Strong Contrast Factor
        0x200126: "FD",  # Unique Structure Boost Offset
        0x200127: "FD",  # Unique Weak Contrast Limit
        0x200128: "US",  # Unique Smooth Gain
        0x200129: "US",  # Unique Level
        0x20012A: "US",  # Unique Gain Up Single
        0x20012B: "SS",  # Unique Smh Limit One
        0x20012C: "FD",  # Unique Film Density Min
        0x20012D: "FD",  # Unique Film Density Max
        0x20012E: "SS",  # Unique Version
        0x20012F: "SS",  # Ranger Version
        0x200130: "SS",  # Ranger Mode
        0x200131: "SS",  # Ranger Field1
        0x200132: "SS",  # Ranger Field2
        0x200133: "SS",  # Ranger Percentile Key1
        0x200134: "SS",  # Ranger Percentile Key2
        0x200135: "FD",  # Ranger Dose1
        0x200136: "FD",  # Ranger Dose2
        0x200137: "FD",  # Ranger Manual Dose1
        0x200138: "FD",  # Ranger Manual Dose2
        0x200139: "CS",  # Unique Rox Shape
        0x20013A: "SQ",  # Ranger Set Sequence
        0x20013B: "SQ",  # Rox Sequence
        0x20013C: "SQ",  # Xray Edge Enhancement Sequence
        0x20013D: "SQ",  # Edr Lut Sequence
        0x20013E: "SS",  # Unique Dose Decades
        0x20013F: "SS",  # Unique Dose Unit
        0x200140: "SS",  # Unique Density Unit
        0x200150: "CS",  # Workflow Status
        0x200152: "LO",  # Workflow Step Id
        0x200153: "CS",  # Workflow Step Status
        0x200157: "SQ",  # Workflow Step Input Sequence
        0x200158: "SQ",  # Workflow Step Output Sequence
        0x20015A: "LO",  # Workflow Step Type
        0x20015C: "LO",  # Workflow Id
        0x20015D: "UL",  # Pixel Data Representation Rows
        0x20015E: "UL",  # Pixel Data Representation Columns
        0x20015F: "SQ",  # Private Dicom Extension Sequence
        0x200163: "ST",  # Isyntax Reference
        0x200164: "SQ",  # Workflow Step Job Params Sequence
        0x200165: "CS",  # Preserve Aspect
        0x200166: "CS",  # Interpolated
        0x200167: "LO",  # Error Flag
        0x200168: "LO",  # Error Message Id
        0x20016B: "LO",  # Suitable For
        0x200171: "CS",  # Submit Mpps Job
        0x200172: "FL",  # Displayed Area Bottom Right Hand Corner Fraction
        0x200173: "FL",  # Displayed Area Top Left Hand Corner Fraction
        0x200174: "LO",  # Interpolation Mode
        0x200175: "SS",  # Graphic Annotation Id Reference
    },
    "Philips Imaging DD 097": {
        0x200101: "SQ",  # View Geometry
        0x200102: "FD",  # Frame Geometry Origin
        0x200103: "FD",  # Frame Geometry Extent
        0x200104: "FD",  # Frame Geometry Orientation
        0x200105: "SQ",  # Visual Sequence
        0x200106: "SQ",  # Cut Sequence
        0x200107: "FD",  # Visual Opacity
        0x200108: "SQ",  # Opacity Map Sequence
        0x20010A: "SQ",  # Light Sequence
        0x20010B: "SQ",  # Color Map Sequence
        0x20010D: "FD",  # Visual Threshold
        0x20010E: "SQ",  # Scene Sequence
        0x20010F: "FD",  # Frame Geometry Slab
        0x200112: "SQ",  # Gradient Map Sequence
        0x200117: "US",  # Display Rows
        0x200118: "US",  # Display Columns
        0x200119: "LO",  # Frame Geometry Type
        0x20011A: "FD",  # Light Intensity
        0x20011B: "UL",  # Light Color
        0x20011C: "FD",  # Light Origin
        0x20011D: "FD",  # Light Direction
        0x20011E: "FD",  # Color Map Samples
        0x20011F: "FD",  # Opacity Map Samples
        0x200121: "UL",  # Visual Color
        0x200122: "FD",  # Illumination Ambient
        0x200123: "FD",  # Illumination Diffuse
        0x200124: "FD",  # Illumination Specular
        0x200125: "FD",  # Illumination Specular Power
        0x200126: "FD",  # Depth Cue Begin
        0x200127: "FD",  # Depth Cue Lambda
        0x200128: "LO",  # Depth Cue Function
        0x20012A: "LO",  # Cut Set Type
        0x20012B: "FD",  # Cut Plane Origin
        0x20012C: "FD",  # Cut Plane Normal
        0x20012D: "UL",  # Volume Definition Number
        0x20012E: "SQ",  # Volume Mask Sequence
        0x20012F: "OB",  # Volume Mask Data
        0x200130: "SL",  # Volume Mask Offset
        0x200131: "SL",  # Volume Mask Size
        0x200132: "SL",  # Volume Mask Alignment
        0x200136: "LO",  # Light Anchor
        0x200137: "FD",  # Cone Geometry Origin
        0x200138: "FD",  # Cone Geometry Orientation
        0x200139: "FD",  # Cone Geometry View Distance
        0x20013A: "FD",  # Cone Geometry Slab Extent
        0x20013B: "FD",  # Cone Geometry Field Of View
        0x20013C: "SQ",  # Intensity Map Sequence
        0x20013D: "FD",  # Intensity Map Samples
        0x20013E: "SQ",  # Mesh Sequence
        0x200140: "UL",  # Mesh Color
        0x200141: "LO",  # Mesh Draw Style
        0x200142: "SQ",  # Mesh Section Sequence
        0x200144: "LO",  # Mesh Section Vertex Connectivity
        0x200145: "SL",  # Mesh Section Vertex Size
        0x200146: "LO",  # Mesh Section Vertex Format
        0x200147: "OB",  # Mesh Section Vertex Data
        0x200149: "SQ",  # Referenced Volume Definition Sequence
        0x20014A: "OB",  # Mesh Section Index Data
        0x20014B: "SL",  # Mesh Section Index Size
        0x20014C: "LO",  # Shutter Interaction Type
        0x2001A1: "CS",  # Volume Type
        0x2001A2: "FD",  # Volume Origin
        0x2001A3: "FD",  # Volume Axis
        0x2001A4: "FD",  # Volume Pixel Spacing
        0x2001A5: "FD",  # Volume Slice Spacing
        0x2001A6: "US",  # Volume Slices
        0x2001A8: "IS",  # Referenced Volume Definition Number
        0x2001A9: "SQ",  # Linear Modality Gl Trafo Sequence
        0x2001AA: "FD",  # Volume Slice Offsets
        0x2001AB: "IS",  # Number Of Volume Definitions
    },
    "Philips Imaging DD 129": {
        0x200100: "SQ",  # Presentation State Sequence
        0x200101: "SQ",  # Embedded Original Presentation State Sequence
        0x200102: "SQ",  # Planar Intersection Sequence
        0x200103: "UL",  # Plane Separator Line Color
        0x200104: "SQ",  # Plane Sequence
        0x200105: "FD",  # Plane Equation
        0x200106: "FD",  # Plane Opacity
        0x200107: "CS",  # Plane Enabled
        0x200108: "CS",  # Plane Selected
        0x200109: "UL",  # Plane Highlight Color
    },
    "Philips MR Imaging DD 001": {
        0x20050D: "FL",  # Scale Intercept
        0x20050E: "FL",  # Scale Slope
    },
    "Philips PET Private Group": {
        0x705300: "DS",  # SUV Factor - Multiplying Stored Pixel Values by Rescale Slope then thi
        0x705309: "DS",  # Activity Concentration Factor - Multiplying Stored Pixel Values by Res
    },
    "Philips ST80i": {
        0x002501: "OW",  # ST80i Stress Study file data
    },
    "SIEMENS MR HEADER": {
        0x00190C: "IS",  # B Value
        0x00190D: "CS",  # Diffusion Directionality
        0x00190E: "FD",  # Diffusion Gradient Direction
        0x001927: "FD",  # B Matrix
    },
    "SIEMENS SYNGO ULTRA-SOUND TOYON DATA STREAMING": {
        0x7FD101: "OB",  # Padding
        0x7FD109: "UI",  # Version ID
        0x7FD110: "OB",  # Volume Payload
        0x7FD111: "OB",  # After Payload
    },
    "SIEMENS Ultrasound SC2000": {
        0x011900: "LO",  # Acoustic Meta Information Version
        0x011901: "OB",  # Common Acoustic Meta Information
        0x011902: "SQ",  # Multi Stream Sequence
        0x011903: "SQ",  # Acoustic Data Sequence
        0x011904: "OB",  # Per Transaction Acoustic Control Information
        0x011905: "UL",  # Acoustic Data Offset
        0x011906: "UL",  # Acoustic Data Length
        0x011907: "UL",  # Footer Offset
        0x011908: "UL",  # Footer Length
        0x011909: "SS",  # Acoustic Stream Number
        0x011910: "SH",  # Acoustic Stream Type
        0x011911: "",  # Stage Timer Time
        0x011912: "",  # Stop Watch Time
        0x011913: "IS",  # Volume Rate
        0x011921: "SH",
        0x012900: "SQ",  # MPR View Sequence
        0x012902: "UI",  # Bookmark UID
        0x012903: "",  # Plane Origin Vector
        0x012904: "",  # Row Vector
        0x012905: "",  # Column Vector
        0x012906: "SQ",  # Visualization Sequence
        0x012907: "UI",  # Bookmark UID
        0x012908: "OB",  # Visualization Information
        0x012909: "SQ",  # Application State Sequence
        0x012910: "OB",  # Application State Information
        0x012911: "SQ",  # Referenced Bookmark Sequence
        0x012912: "UI",  # Referenced Bookmark UID
        0x012920: "SQ",  # Cine Parameters Sequence
        0x012921: "OB",  # Cine Parameters Schema
        0x012922: "OB",  # Values of Cine Parameters
        0x012929: "OB",
        0x012930: "CS",  # Raw Data Object Type
        0x013901: "SL",  # Physio Capture ROI
        0x014901: "FD",  # Vector of BROI Points
        0x014902: "FD",  # Start/End Timestamps of Strip Stream
        0x014903: "FD",  # Timestamps of Visible R-waves
        0x7FD101: "OB",  # Acoustic Image and Footer Data
        0x7FD109: "UI",  # Volume Version ID
        0x7FD110: "OB",  # Volume Payload
        0x7FD111: "OB",  # After Payload
    },
}
